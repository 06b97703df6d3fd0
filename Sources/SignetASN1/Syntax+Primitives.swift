public import SignetBytes

extension Syntax where Value == Bytes {
    /// The contents of a primitive element, as they are.
    public static func contents(_ tag: Tag) -> Syntax {
        Syntax(tag) { reader throws(ASN1Error) in
            reader.takeRemaining()
        } write: {
            $1.append($0.span)
        }
    }

    /// `OCTET STRING`
    public static var octetString: Syntax { .contents(.octetString) }

    /// Any element, header included.
    public static var any: Syntax { any(of: nil) }

    /// Any element that begins with one of the tags, header included.
    public static func any(of tags: [Tag]?) -> Syntax {
        Syntax(anyOf: tags, grammar: .any) { reader throws(ASN1Error) in
            if let tags { _ = try reader.nextTag(of: tags) }
            return try reader.element()
        } write: {
            $1.append($0.span)
        }
    }
}

extension Syntax where Value == SecretSlice {
    /// `OCTET STRING` with a secret in it.
    public static var secretOctetString: Syntax {
        Syntax(.octetString) { reader throws(ASN1Error) in
            SecretSlice(reader.takeRemaining())
        } write: {
            $1.append($0.span)
        }
    }

    /// A non-negative secret `INTEGER`: big-endian, without leading zeros.
    public static var secretInteger: Syntax {
        Syntax(.integer) { reader throws(ASN1Error) in
            let start = reader.position
            let contents = reader.takeRemaining()
            try checkMinimal(contents, &reader, at: start)
            guard contents[0] < 0x80 else { throw ASN1Error(.integerOutOfRange, at: start) }
            // How many bytes a secret number has is public; so is whether a sign octet precedes them.
            return SecretSlice(contents.dropFirst(contents.prefix { $0 == 0 }.count))
        } write: { value, writer in
            // A secret of fixed width may begin with zeros; the length that DER shows gives their number away.
            var zeroCount = 0
            while zeroCount < value.count, value.span[zeroCount] == 0 { zeroCount += 1 }
            if zeroCount == value.count || value.span[zeroCount] >= 0x80 { writer.append(0) }
            writer.append(value[zeroCount..<value.count].span)
        }
    }
}

extension Syntax where Value == ASN1Integer {
    /// `INTEGER` of any size.
    public static var integer: Syntax {
        Syntax(.integer) { reader throws(ASN1Error) in
            let start = reader.position
            let contents = reader.takeRemaining()
            try checkMinimal(contents, &reader, at: start)
            return ASN1Integer(contents: contents)
        } write: {
            $1.append($0.contents.span)
        }
    }

    /// `INTEGER (0..MAX)` of any size: serial numbers, the numbers of a key.
    public static var nonNegativeInteger: Syntax {
        Syntax(.integer) { reader throws(ASN1Error) in
            let start = reader.position
            let contents = reader.takeRemaining()
            try checkMinimal(contents, &reader, at: start)
            if contents[0] >= 0x80 { try reader.tolerate(.negativeInteger, .integerOutOfRange, at: start) }
            return ASN1Integer(contents: contents)
        } write: {
            $1.append($0.contents.span)
        }
    }
}

extension Syntax where Value == Int {
    /// `INTEGER` that fits a machine word: versions, iteration counts.
    public static var smallInteger: Syntax { .wordSized(.integer) }
    /// `ENUMERATED`
    public static var enumerated: Syntax { .wordSized(.enumerated) }
    /// `INTEGER { … }` of which some numbers have names.
    public static func integer(named names: [Int: String]) -> Syntax {
        .wordSized(.integer, grammar: .named(.integer, names))
    }
    /// `ENUMERATED { … }`
    public static func enumerated(_ names: [Int: String]) -> Syntax {
        .wordSized(.enumerated, grammar: .named(.enumerated, names))
    }

    /// `BIT STRING { … }` of which the bits have names, as a number of which bit n is the standard's bit n. Zero bits at
    /// its end are not written (X.690 §11.2.2).
    public static func bits(named names: [String]) -> Syntax {
        let grammar = Grammar.named(.bitString, Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0, $1) }))
        let bits = Syntax<BitString>.bitString
        return Syntax(.bitString, grammar: grammar) { reader throws(ASN1Error) in
            let start = reader.position
            let string = try bits.readBody(&reader)
            if let last = string.bytes.last, last & 1 << string.unusedBitCount == 0 {
                try reader.tolerate(.namedBitListPadding, .invalidBitString, at: start)
            }
            var value = 0
            for (index, byte) in string.bytes.enumerated() where byte != 0 {
                guard index < 7 else { throw ASN1Error(.invalidBitString, at: start) }
                for bit in 0..<8 where byte & 0x80 >> bit != 0 && string.contains(8 * index + bit) {
                    value |= 1 << (8 * index + bit)
                }
            }
            return value
        } write: { value, writer in
            bits.writeBody(BitString(named: Set((0..<56).filter { value & 1 << $0 != 0 })), &writer)
        }
    }

    private static func wordSized(_ tag: Tag, grammar: Grammar? = nil) -> Syntax {
        Syntax(tag, grammar: grammar) { reader throws(ASN1Error) in
            let start = reader.position
            let contents = reader.takeRemaining()
            try checkMinimal(contents, &reader, at: start)
            guard let value = ASN1Integer(contents: contents).intValue else {
                throw ASN1Error(.integerOutOfRange, at: start)
            }
            return value
        } write: {
            $1.append(ASN1Integer($0).contents.span)
        }
    }
}

/// X.690 §8.3.1, §8.3.2: at least one octet, and the first nine bits are not all alike.
func checkMinimal(_ contents: Bytes, _ reader: inout DERReader, at start: Int) throws(ASN1Error) {
    guard let first = contents.first else { throw ASN1Error(.nonMinimalInteger, at: start) }
    guard contents.count > 1 else { return }
    if (first == 0 && contents[1] < 0x80) || (first == 0xFF && contents[1] >= 0x80) {
        try reader.tolerate(.nonMinimalInteger, .nonMinimalInteger, at: start)
    }
}

extension Syntax where Value == Bool {
    /// `BOOLEAN`
    public static var boolean: Syntax {
        Syntax(.boolean) { reader throws(ASN1Error) in
            let start = reader.position
            let octet = try reader.byte()
            if octet != 0 && octet != 0xFF { try reader.tolerate(.anyTrueOctet, .invalidBoolean, at: start) }
            return octet != 0
        } write: {
            $1.append($0 ? 0xFF : 0)
        }
    }
}

extension Syntax where Value == Void {
    /// `NULL`
    public static var null: Syntax {
        Syntax(.null) { _ throws(ASN1Error) in
            ()
        } write: { _, _ in
        }
    }
}

extension Syntax where Value == ObjectIdentifier {
    /// `OBJECT IDENTIFIER`
    public static var objectIdentifier: Syntax {
        Syntax(.objectIdentifier) { reader throws(ASN1Error) in
            let start = reader.position
            guard let identifier = ObjectIdentifier(contents: reader.takeRemaining()) else {
                throw ASN1Error(.invalidObjectIdentifier, at: start)
            }
            return identifier
        } write: {
            $1.append($0.contents.span)
        }
    }
}

extension Syntax where Value == BitString {
    /// `BIT STRING`
    public static var bitString: Syntax {
        Syntax(.bitString) { reader throws(ASN1Error) in
            let start = reader.position
            let unused = Int(try reader.byte())
            let bytes = reader.takeRemaining()
            guard unused < 8, unused == 0 || !bytes.isEmpty else { throw ASN1Error(.invalidBitString, at: start) }
            if let last = bytes.last, last & UInt8(truncatingIfNeeded: (1 << unused) - 1) != 0 {
                try reader.tolerate(.bitStringPadding, .invalidBitString, at: start)
            }
            return BitString(bytes: bytes, unusedBitCount: unused)
        } write: {
            $1.append(UInt8($0.unusedBitCount))
            $1.append($0.bytes.span)
        }
    }
}
