internal import SignetBytes
internal import SignetHash

/// Hash functions, and codes made of them and of ciphers.
extension CAVP {
    var hash: Kind {
        let named = digest
        return Kind("hash \(named.map { "\($0)" } ?? "")", "MD") { record in
            let byteCount = try record.bytes("MD").count
            guard let algorithm = named ?? CAVP.digest(byteCount: byteCount) else { throw Unable.skip("which hash?") }
            let bits = try record.int("Len")
            guard bits % 8 == 0 else { throw Unable.skip("\(bits) bits: messages are whole bytes here") }
            let message = Array(try record.bytes("Msg").prefix(bits / 8))
            return .compare(Hashing.digest(algorithm, message), try record.bytes("MD"))
        }
    }

    /// The answers follow each other; each is computed from the one before it in the file.
    var monteCarlo: Kind {
        let named = digest
        let file = file
        return Kind("hash \(named.map { "\($0)" } ?? "") Monte Carlo", "MD") { record in
            guard let algorithm = named, let place = file.stanzas.firstIndex(where: { $0.line == record.stanza.line })
            else { throw Unable.skip("which hash?") }
            // A sample of the steps inside a round, `i = 3`, may stand with it.
            let previous = file.stanzas[..<place].last { $0["MD"] != nil || $0["Seed"] != nil }
            guard let text = previous?["MD"] ?? previous?["Seed"], var seed = Hexadecimal.bytes(text) else {
                throw Unable.field("Seed")
            }
            return .compare(Hashing.monteCarlo(algorithm, seed: &seed), try record.bytes("MD"))
        }
    }

    var shake: Kind {
        let variant: SHAKE.Variant = says("shake256") ? .shake256 : .shake128
        let file = file
        if says("monte") {
            return Kind("SHAKE Monte Carlo", "Output") { record in
                guard let place = file.stanzas.firstIndex(where: { $0.line == record.stanza.line }) else {
                    throw Unable.field("COUNT")
                }
                let before = file.stanzas[..<place].last { $0["Output"] != nil || $0["Msg"] != nil }
                guard let text = before?["Output"] ?? before?["Msg"], var message = Hexadecimal.bytes(text) else {
                    throw Unable.field("Msg")
                }
                let minimum = (Int(record.stanza.setting("Minimum Output Length (bits)") ?? "") ?? 128) / 8
                let maximum = (Int(record.stanza.setting("Maximum Output Length (bits)") ?? "") ?? 1120) / 8
                var count = maximum
                if before?["Output"] != nil {
                    // The length is worked out from the last bytes of the output before.
                    let right = message.suffix(2).reduce(0) { $0 << 8 | Int($1) }
                    count = minimum + right % (maximum - minimum + 1)
                }
                let got = Hashing.monteCarlo(
                    variant, message: &message, outputByteCount: &count, minimum: minimum, maximum: maximum)
                return .compare(got, try record.bytes("Output"))
            }
        }
        return Kind("SHAKE", "Output") { record in
            let bits = try record.int("Outputlen")
            let inputBits = record.text("Len").flatMap { Int($0) }
            guard bits % 8 == 0, (inputBits ?? 0) % 8 == 0 else { throw Unable.skip("messages are whole bytes here") }
            var message = try record.bytes("Msg")
            if let inputBits { message = Array(message.prefix(inputBits / 8)) }
            return .compare(Hashing.shake(variant, message, byteCount: bits / 8), try record.bytes("Output"))
        }
    }

    var hmac: Kind {
        let named = digest
        return Kind("HMAC", "MD", "Mac") { record in
            let answer = try record.bytes("MD", "Mac")
            let byLength = record.stanza.setting("L").flatMap { Int($0) }.flatMap(CAVP.digest(byteCount:))
            guard let algorithm = byLength ?? named else {
                throw Unable.skip("HMAC of a hash function that is not one of S/MIME")
            }
            let key = record.text("Klen").flatMap { Int($0) }
            let bytes = try record.bytes("Key")
            let code = Hashing.hmac(
                algorithm, key: key.map { Array(bytes.prefix($0)) } ?? bytes, try record.bytes("Msg"))
            return .compare(Array(code.prefix(answer.count)), answer)
        }
    }

    func cmac(_ messageName: String, _ answerName: String) -> Kind {
        Kind("CMAC", answerName) { record in
            let answer = try record.bytes(answerName)
            var message = try record.bytes(messageName)
            if record.text("Mlen") == "0" { message = [] }
            // Three keys, or two: `Key1`, and `Key2` for what lies between.
            let parts = try ["1", "2", "3"].compactMap { number throws(Unable) in
                record.optional("KEY\(number)") ?? record.optional("Key\(number)")
            }
            let isTripleDES = parts.count > 1
            let key =
                isTripleDES
                ? parts.joined() + (parts.count == 2 ? parts[0] : []) : try record.bytes("KEY", "Key")
            let code = Array(
                try Ciphering.cmac(isTripleDES ? .tripleDES : .aes, key: Array(key), message).prefix(answer.count))
            if record.stanza["Result"] != nil { return .judge(code == answer, expected: !record.mustFail) }
            return .compare(code, answer)
        }
    }
}
