/// The same as the `sequence` over a parameter pack, for the numbers of components that certificates have: calling
/// closures out of a pack costs two reference counts and a thunk for each, which makes a certificate take half as
/// long again.
extension Syntax {
    /// A SEQUENCE of 2 components.
    @inlinable
    public static func sequence<A1, A2>(
        _ name: String, _ make: @escaping @Sendable (consuming A1, consuming A2) throws(ASN1Error) -> Value,
        _ field1: Field<Value, A1>, _ field2: Field<Value, A2>
    ) -> Syntax {
        let (read1, read2) = (field1.read, field2.read)
        let (write1, write2) = (field1.write, field2.write)
        return Syntax(.sequence, grammar: .structure(name, [field1.component, field2.component])) {
            reader throws(ASN1Error) in
            do throws(ASN1Error) {
                let value = try make(try read1(&reader), try read2(&reader))
                try reader.finish()
                return value
            } catch {
                throw error.under(name)
            }
        } write: { value, writer in
            write1(value, &writer)
            write2(value, &writer)
        }
    }

    /// A SEQUENCE of 3 components.
    @inlinable
    public static func sequence<A1, A2, A3>(
        _ name: String,
        _ make: @escaping @Sendable (consuming A1, consuming A2, consuming A3) throws(ASN1Error) -> Value,
        _ field1: Field<Value, A1>, _ field2: Field<Value, A2>, _ field3: Field<Value, A3>
    ) -> Syntax {
        let (read1, read2, read3) = (field1.read, field2.read, field3.read)
        let (write1, write2, write3) = (field1.write, field2.write, field3.write)
        return Syntax(.sequence, grammar: .structure(name, [field1.component, field2.component, field3.component])) {
            reader throws(ASN1Error) in
            do throws(ASN1Error) {
                let value = try make(try read1(&reader), try read2(&reader), try read3(&reader))
                try reader.finish()
                return value
            } catch {
                throw error.under(name)
            }
        } write: { value, writer in
            write1(value, &writer)
            write2(value, &writer)
            write3(value, &writer)
        }
    }

    /// A SEQUENCE of 10 components.
    @inlinable
    public static func sequence<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10>(
        _ name: String,
        _ make:
            @escaping @Sendable (
                consuming A1, consuming A2, consuming A3, consuming A4, consuming A5, consuming A6, consuming A7,
                consuming A8, consuming A9, consuming A10
            ) throws(ASN1Error) -> Value,
        _ field1: Field<Value, A1>, _ field2: Field<Value, A2>, _ field3: Field<Value, A3>, _ field4: Field<Value, A4>,
        _ field5: Field<Value, A5>, _ field6: Field<Value, A6>, _ field7: Field<Value, A7>, _ field8: Field<Value, A8>,
        _ field9: Field<Value, A9>, _ field10: Field<Value, A10>
    ) -> Syntax {
        let (read1, read2, read3, read4, read5, read6, read7, read8, read9, read10) = (
            field1.read, field2.read, field3.read, field4.read, field5.read, field6.read, field7.read, field8.read,
            field9.read, field10.read
        )
        let (write1, write2, write3, write4, write5, write6, write7, write8, write9, write10) = (
            field1.write, field2.write, field3.write, field4.write, field5.write, field6.write, field7.write,
            field8.write, field9.write, field10.write
        )
        return Syntax(
            .sequence,
            grammar: .structure(
                name,
                [
                    field1.component, field2.component, field3.component, field4.component, field5.component,
                    field6.component, field7.component, field8.component, field9.component, field10.component,
                ])
        ) {
            reader throws(ASN1Error) in
            do throws(ASN1Error) {
                let value = try make(
                    try read1(&reader), try read2(&reader), try read3(&reader), try read4(&reader), try read5(&reader),
                    try read6(&reader), try read7(&reader), try read8(&reader), try read9(&reader), try read10(&reader))
                try reader.finish()
                return value
            } catch {
                throw error.under(name)
            }
        } write: { value, writer in
            write1(value, &writer)
            write2(value, &writer)
            write3(value, &writer)
            write4(value, &writer)
            write5(value, &writer)
            write6(value, &writer)
            write7(value, &writer)
            write8(value, &writer)
            write9(value, &writer)
            write10(value, &writer)
        }
    }
}
