// Who imports Signet gets, with it, the types that its own functions take and give.
@_exported public import SignetASN1
@_exported public import SignetAlgorithms
@_exported public import SignetBytes
@_exported public import SignetCMS
@_exported public import SignetEC
@_exported public import SignetHash
@_exported public import SignetKeys
@_exported public import SignetMIME
@_exported public import SignetPKCS12
@_exported public import SignetRSA
@_exported public import SignetX509

/// What the content of a CMS message is; mail has content types of another kind.
public typealias CMSContentType = SignetCMS.ContentType
