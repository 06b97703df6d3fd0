#if Program
import Signet
import SignetTerminal

/// Judges a signature apart from its content, and says so in gpgsm's words.
struct CommitVerifying {
    let status: StatusWriter

    /// Whether the signature is right and its signer trusted.
    func run(signature: String, content: String) throws(SignetError) -> Bool {
        let encoding = try FileSystem.read(signature)
        let signed = content == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(content)
        let home = Home.standard
        let trust = try home.trustStore()
        let report: Report
        do throws(SignetError) {
            report = try judge(encoding, signed, trust, at: nil)
        } catch {
            status.put("NODATA 4")
            throw error.about(signature)
        }
        let signers = Self.signers(of: report)
        guard !signers.isEmpty else {
            status.put("NODATA 4")
            Console.note("signet-git: nobody signed this")
            return false
        }
        var allGood = true
        for (index, signer) in signers.enumerated() {
            status.put("NEWSIG")
            // A certificate that has expired since is judged once more for the moment that the signer claims: the
            // commit was right then, and git shows it as made by a key that has expired.
            var wasTrusted = false
            if signer.trusted == false, let time = signer.signingTime.flatMap(Instant.init(written:)),
                let then = try? judge(encoding, signed, trust, at: time)
            {
                wasTrusted = Self.signers(of: then)[index].trusted == true
            }
            allGood = tell(signer, wasTrusted: wasTrusted) && allGood
        }
        return allGood
    }

    private func judge(
        _ encoding: Bytes, _ content: Bytes, _ trust: TrustStore, at time: Instant?
    ) throws(SignetError) -> Report {
        var options = ReadingOptions(trusting: trust)
        options.detachedContent = Mail(content)
        options.time = time
        return try read(encoding, options).report
    }

    private static func signers(of report: Report) -> [Report.Signer] {
        guard case .signed(let layer)? = report.layers.first else { return [] }
        return layer.signers
    }

    private func tell(_ signer: Report.Signer, wasTrusted: Bool) -> Bool {
        guard let certificate = signer.certificate else {
            status.put("ERRSIG 0 0 0 00 0 9")
            status.put("NO_PUBKEY 0")
            Console.note("signet-git: cannot check the signature: \(signer.explanation)")
            return false
        }
        let fingerprint = certificate.fingerprint.uppercased()
        let name = certificate.subject
        let made = signer.signingTime.map { "Signature made \($0)" } ?? "Signature made at an unknown time"
        Console.note("signet-git: \(made)\nsignet-git:                using certificate ID \(fingerprint.prefix(16))")
        switch signer.signature {
        case .bad:
            status.put("BADSIG \(fingerprint) \(name)")
            Console.note("signet-git: BAD signature from \"\(name)\": \(signer.explanation)")
            return false
        case .unsupported:
            status.put("ERRSIG \(fingerprint) 0 0 00 0 4")
            Console.note("signet-git: cannot check the signature of \"\(name)\": \(signer.explanation)")
            return false
        case .good: break
        }
        let isTrusted = signer.trusted == true
        let isExpired = !isTrusted && wasTrusted
        status.put("\(isExpired ? "EXPKEYSIG" : "GOODSIG") \(fingerprint) \(name)")
        let moment = signer.signingTime.flatMap(Instant.init(written:))
        let day = signer.signingTime.map { String($0.prefix(10)) } ?? "1970-01-01"
        status.put("VALIDSIG \(fingerprint) \(day) \(moment?.secondsSince1970 ?? 0) 0 0 0 0 0 00")
        status.put(isTrusted || isExpired ? "TRUST_FULLY 0 x509" : "TRUST_NEVER")
        let addresses = certificate.emailAddresses.map { "\nsignet-git:                aka \"\($0)\"" }.joined()
        Console.note("signet-git: Good signature from \"\(name)\"\(addresses)")
        for weakness in signer.weaknesses { Console.note("signet-git: weak: \(weakness)") }
        if isExpired { Console.note("signet-git: its certificate has expired since: \(signer.trustFailure ?? "")") }
        if !isTrusted, !isExpired { Console.note("signet-git: NOT trusted: \(signer.trustFailure ?? "not judged")") }
        return isTrusted
    }
}
#endif
