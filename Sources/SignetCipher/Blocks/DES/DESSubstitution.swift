/// The eight S-boxes of DES (FIPS 46-3 Appendix 1) as circuits: each lane bit is one block.
///
/// No table, so nothing that a cache could tell. The circuits were found by a search that divides on an input and
/// reuses every gate already there; they have 457 gates together. Inputs and outputs are in the
/// standard's order, first bit first.
enum DESSubstitution {
    typealias Lanes = DESLanes
    typealias Outputs = (Lanes, Lanes, Lanes, Lanes)

    /// S1, 58 gates.
    @inline(__always)
    static func s1(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = d ^ a; let g2 = g1 ^ c; let g3 = a & ~g2; let g4 = g3 | f; let g5 = g4 ^ g1; let g6 = g5 & ~d
        let g7 = g6 & c; let g8 = g7 ^ g2; let g9 = g5 & e; let g10 = g8 & ~e; let g11 = g9 | g10; let g12 = ~g6
        let g13 = g9 ^ g12; let g14 = g2 ^ e; let g15 = g14 & f; let g16 = g15 ^ g13; let g17 = g1 | e
        let g18 = g17 ^ f; let g19 = g18 & d; let g20 = g19 ^ g16; let g21 = g20 & ~b; let g22 = g21 ^ g11
        let g23 = g22 & ~g17; let g24 = g23 ^ g15; let g25 = g19 ^ g14; let g26 = g25 | g2; let g27 = g26 & c
        let g28 = g27 ^ g24; let g29 = g27 ^ g9; let g30 = g24 ^ c; let g31 = g30 ^ b; let g32 = g4 & a
        let g33 = g32 ^ g31; let g34 = g33 | f; let g35 = g34 ^ g29; let g36 = g35 & b; let g37 = g36 ^ g28
        let g38 = g29 & g25; let g39 = g38 ^ g10; let g40 = g12 & ~g31; let g41 = g40 ^ g18; let g42 = g41 & ~d
        let g43 = g42 ^ g39; let g44 = g33 ^ g5; let g45 = g44 & ~g10; let g46 = g45 & f; let g47 = g46 ^ g36
        let g48 = g47 | b; let g49 = g48 ^ g43; let g50 = g33 ^ g7; let g51 = a & ~g34; let g52 = g51 ^ g2
        let g53 = g52 & ~e; let g54 = g53 ^ g50; let g55 = g49 & ~g24; let g56 = g55 & ~d; let g57 = g56 & b
        let g58 = g57 ^ g54
        return (g58, g22, g37, g49)
    }

    /// S2, 55 gates.
    @inline(__always)
    static func s2(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = ~e; let g2 = a & ~f; let g3 = g2 ^ g1; let g4 = g3 & a; let g5 = f & ~g4; let g6 = g5 & ~b
        let g7 = g6 ^ g3; let g8 = ~g5; let g9 = g6 ^ b; let g10 = g9 & ~a; let g11 = g10 ^ g8; let g12 = g11 & c
        let g13 = g12 ^ g7; let g14 = e & ~g4; let g15 = g14 | b; let g16 = g15 & d; let g17 = g16 ^ g13
        let g18 = g5 ^ b; let g19 = a | e; let g20 = g19 ^ g18; let g21 = g19 & ~g6; let g22 = g21 & f
        let g23 = g22 ^ g7; let g24 = g23 | d; let g25 = g24 ^ g20; let g26 = g20 ^ g10; let g27 = g17 & ~g26
        let g28 = g27 & a; let g29 = g28 ^ g26; let g30 = g25 ^ b; let g31 = g30 & d; let g32 = g31 ^ g29
        let g33 = g32 & ~c; let g34 = g33 ^ g25; let g35 = g20 ^ g2; let g36 = g35 | g27; let g37 = g1 & ~g31
        let g38 = g9 & ~g37; let g39 = g38 & c; let g40 = g39 ^ g36; let g41 = g12 ^ c; let g42 = g41 | g38
        let g43 = g42 | d; let g44 = g43 ^ g40; let g45 = g44 ^ g32; let g46 = g45 ^ g42; let g47 = g37 & ~g40
        let g48 = g47 & ~b; let g49 = g48 ^ g46; let g50 = g31 ^ g20; let g51 = g29 & ~f; let g52 = g51 & ~b
        let g53 = g52 ^ g50; let g54 = g53 & ~c; let g55 = g54 ^ g49
        return (g17, g55, g34, g44)
    }

    /// S3, 56 gates.
    @inline(__always)
    static func s3(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = f ^ c; let g2 = g1 ^ b; let g3 = g2 & ~g1; let g4 = f & ~g3; let g5 = g4 | d; let g6 = g5 ^ g2
        let g7 = g5 & ~a; let g8 = g7 ^ g6; let g9 = g3 & a; let g10 = a | c; let g11 = g10 ^ g9; let g12 = g7 & d
        let g13 = g12 ^ g11; let g14 = g13 & ~e; let g15 = g14 ^ g8; let g16 = e ^ d; let g17 = g16 ^ g11
        let g18 = g13 & g12; let g19 = g18 | g15; let g20 = g19 | a; let g21 = g20 ^ g17; let g22 = g20 ^ a
        let g23 = g19 ^ g6; let g24 = ~g14; let g25 = g24 & ~c; let g26 = g25 ^ g23; let g27 = g26 & ~b
        let g28 = g27 ^ g22; let g29 = g28 & ~f; let g30 = g29 ^ g21; let g31 = g25 ^ g2; let g32 = g31 ^ a
        let g33 = g19 | c; let g34 = g33 ^ g3; let g35 = g34 & d; let g36 = g35 ^ g32; let g37 = g25 & ~g36
        let g38 = g37 | g35; let g39 = g38 & ~f; let g40 = g39 ^ g25; let g41 = g40 | e; let g42 = g41 ^ g36
        let g43 = g8 & ~g1; let g44 = g43 ^ e; let g45 = g44 | g30; let g46 = g45 | b; let g47 = g46 ^ g19
        let g48 = g47 & d; let g49 = g48 ^ g44; let g50 = g41 | g30; let g51 = g50 ^ g6; let g52 = g50 ^ g18
        let g53 = g52 & f; let g54 = g53 ^ g51; let g55 = g54 & ~a; let g56 = g55 ^ g49
        return (g30, g42, g56, g15)
    }

    /// S4, 46 gates.
    @inline(__always)
    static func s4(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = c & ~a; let g2 = g1 | d; let g3 = d | a; let g4 = g3 ^ g1; let g5 = g4 & ~e; let g6 = g5 ^ g2
        let g7 = a & ~g6; let g8 = g7 ^ g1; let g9 = g8 & d; let g10 = g9 ^ c; let g11 = g10 | b; let g12 = g11 ^ g6
        let g13 = g12 ^ e; let g14 = g13 & ~b; let g15 = g12 ^ g5; let g16 = g15 | a; let g17 = g16 ^ g14
        let g18 = g15 & b; let g19 = g7 | e; let g20 = g19 ^ g18; let g21 = g20 & c; let g22 = g21 ^ g17
        let g23 = g22 | f; let g24 = g23 ^ g12; let g25 = g22 | g14; let g26 = g20 ^ g8; let g27 = g26 & ~c
        let g28 = g27 ^ g25; let g29 = g9 ^ a; let g30 = g29 | g11; let g31 = g30 & d; let g32 = g31 ^ g28
        let g33 = ~g24; let g34 = g32 ^ g12; let g35 = g34 & ~d; let g36 = g35 ^ g33; let g37 = ~g34
        let g38 = g37 & b; let g39 = g38 ^ g36; let g40 = g39 & ~f; let g41 = g40 ^ g32; let g42 = g33 ^ f
        let g43 = g42 ^ g22; let g44 = g43 ^ g39; let g45 = g44 ^ g34; let g46 = g40 ^ g45
        return (g24, g43, g41, g46)
    }

    /// S5, 62 gates.
    @inline(__always)
    static func s5(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = d ^ b; let g2 = ~c; let g3 = g2 & a; let g4 = g3 ^ g1; let g5 = g4 & a; let g6 = g5 ^ d
        let g7 = g6 & ~b; let g8 = g7 ^ c; let g9 = g8 & ~e; let g10 = g9 ^ g4; let g11 = g2 & ~g9
        let g12 = g11 | a; let g13 = a & ~g1; let g14 = g12 & ~g10; let g15 = g14 ^ c; let g16 = g15 & e
        let g17 = g16 ^ g13; let g18 = g17 & ~d; let g19 = g18 ^ g12; let g20 = g19 | f; let g21 = g20 ^ g10
        let g22 = g3 | f; let g23 = g22 ^ g15; let g24 = g13 | g6; let g25 = g24 & b; let g26 = g25 ^ g23
        let g27 = f & ~g4; let g28 = g27 ^ g21; let g29 = g25 & g22; let g30 = g10 & ~a; let g31 = g30 ^ g29
        let g32 = g31 & c; let g33 = g32 ^ g28; let g34 = g33 | e; let g35 = g34 ^ g26; let g36 = g32 | f
        let g37 = g36 ^ g19; let g38 = g21 & ~g35; let g39 = g38 ^ g3; let g40 = g39 | e; let g41 = g40 ^ g37
        let g42 = g40 ^ g38; let g43 = g13 & ~g42; let g44 = g26 ^ g2; let g45 = g44 & ~g42; let g46 = g45 & d
        let g47 = g46 ^ g43; let g48 = g47 | b; let g49 = g48 ^ g41; let g50 = g49 ^ g21; let g51 = g35 & b
        let g52 = g51 ^ g50; let g53 = g26 & a; let g54 = g53 ^ g52; let g55 = g53 & ~g47; let g56 = g55 ^ g20
        let g57 = g49 & g24; let g58 = g57 | g51; let g59 = g58 | a; let g60 = g59 ^ g56; let g61 = g60 & ~e
        let g62 = g61 ^ g54
        return (g62, g49, g21, g35)
    }

    /// S6, 63 gates.
    @inline(__always)
    static func s6(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = e ^ a; let g2 = g1 ^ c; let g3 = d ^ g2; let g4 = ~b; let g5 = g3 & ~e; let g6 = g5 ^ g4
        let g7 = g6 & ~c; let g8 = g7 ^ g3; let g9 = g4 & ~d; let g10 = g9 ^ g8; let g11 = g10 | e
        let g12 = g11 ^ g5; let g13 = g2 & ~g10; let g14 = g13 ^ g6; let g15 = g9 | d; let g16 = g15 ^ g14
        let g17 = g16 & ~a; let g18 = g17 ^ g12; let g19 = g18 & f; let g20 = g19 ^ g8; let g21 = g18 & g1
        let g22 = g21 | g2; let g23 = g20 & g11; let g24 = g23 & d; let g25 = g24 ^ f; let g26 = g25 & f
        let g27 = g26 ^ g22; let g28 = g9 | g3; let g29 = g28 | g16; let g30 = g23 & c; let g31 = g30 ^ g16
        let g32 = g31 & ~e; let g33 = g32 ^ g29; let g34 = g33 & ~b; let g35 = g34 ^ g27; let g36 = g26 ^ b
        let g37 = g20 & ~a; let g38 = g37 ^ g36; let g39 = g12 ^ f; let g40 = g39 & d; let g41 = g40 ^ g38
        let g42 = g41 & g20; let g43 = g42 ^ g21; let g44 = g38 | g31; let g45 = g44 ^ g24; let g46 = g45 & b
        let g47 = g46 ^ g43; let g48 = g47 & ~c; let g49 = g48 ^ g41; let g50 = g42 | g2; let g51 = g50 ^ g9
        let g52 = g41 ^ g21; let g53 = g52 & g26; let g54 = g53 & ~a; let g55 = g54 ^ g51; let g56 = g31 | g19
        let g57 = g56 ^ g21; let g58 = g39 & ~g56; let g59 = g58 | d; let g60 = g59 & ~e; let g61 = g60 ^ g57
        let g62 = g61 & b; let g63 = g62 ^ g55
        return (g20, g35, g63, g49)
    }

    /// S7, 60 gates.
    @inline(__always)
    static func s7(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = d ^ a; let g2 = g1 ^ c; let g3 = e ^ g2; let g4 = g1 & ~g3; let g5 = g2 & a; let g6 = g5 ^ g4
        let g7 = g6 & b; let g8 = g7 ^ f; let g9 = g8 & f; let g10 = g9 ^ g3; let g11 = g10 & g9; let g12 = d & ~g11
        let g13 = g12 & e; let g14 = g13 ^ g12; let g15 = g2 & f; let g16 = g15 ^ b; let g17 = g16 & b
        let g18 = g17 ^ g14; let g19 = g18 & ~c; let g20 = g19 ^ g10; let g21 = g20 ^ g6; let g22 = g21 ^ g16
        let g23 = c & ~g13; let g24 = ~g12; let g25 = g24 & ~b; let g26 = g25 ^ g23; let g27 = g26 & ~f
        let g28 = g27 ^ g22; let g29 = g21 ^ c; let g30 = g29 ^ g10; let g31 = g1 & ~g29; let g32 = g31 & b
        let g33 = g32 ^ g30; let g34 = g33 & a; let g35 = g34 ^ g28; let g36 = c & ~g34; let g37 = g36 ^ g29
        let g38 = g33 ^ g4; let g39 = g38 | g36; let g40 = g39 & b; let g41 = g40 ^ g37; let g42 = g41 ^ g21
        let g43 = g42 | g13; let g44 = g34 ^ b; let g45 = g44 & ~c; let g46 = g45 ^ g43; let g47 = g46 & f
        let g48 = g47 ^ g41; let g49 = g48 & ~g11; let g50 = g49 ^ g31; let g51 = g18 ^ g2; let g52 = g51 & b
        let g53 = g52 ^ g50; let g54 = g5 & ~g50; let g55 = g28 & ~g37; let g56 = g55 ^ g13; let g57 = g56 & ~c
        let g58 = g57 ^ g54; let g59 = g58 & a; let g60 = g59 ^ g53
        return (g48, g35, g60, g20)
    }

    /// S8, 57 gates.
    @inline(__always)
    static func s8(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ e: Lanes, _ f: Lanes
    ) -> Outputs {
        let g1 = f ^ d; let g2 = ~c; let g3 = g2 | b; let g4 = g3 ^ g1; let g5 = b & ~d; let g6 = g5 ^ c
        let g7 = g6 | e; let g8 = g7 ^ g4; let g9 = g5 | e; let g10 = b | c; let g11 = g10 ^ g9; let g12 = g3 & ~g4
        let g13 = g2 & e; let g14 = g13 ^ g12; let g15 = g14 & ~f; let g16 = g15 ^ g11; let g17 = g16 & a
        let g18 = g17 ^ g8; let g19 = g16 | a; let g20 = g19 ^ g9; let g21 = g18 ^ g4; let g22 = g21 & d
        let g23 = g22 ^ g20; let g24 = g6 & e; let g25 = g24 ^ g23; let g26 = g8 | e; let g27 = g26 ^ g23
        let g28 = g11 | e; let g29 = g28 & ~a; let g30 = g29 ^ g27; let g31 = g30 | f; let g32 = g31 ^ g25
        let g33 = g30 ^ e; let g34 = g33 ^ g25; let g35 = g32 ^ g18; let g36 = g35 ^ g20; let g37 = g36 & ~f
        let g38 = g37 ^ g34; let g39 = g15 ^ f; let g40 = g39 | g1; let g41 = g40 | e; let g42 = g41 ^ g39
        let g43 = g42 & a; let g44 = g43 ^ g38; let g45 = g19 & ~g24; let g46 = g45 ^ g18; let g47 = g16 ^ g6
        let g48 = g47 | d; let g49 = g48 ^ g46; let g50 = g44 & g28; let g51 = g50 ^ g18; let g52 = g49 ^ g11
        let g53 = g52 ^ g38; let g54 = g53 & e; let g55 = g54 ^ g51; let g56 = g55 & ~f; let g57 = g56 ^ g49
        return (g44, g18, g57, g32)
    }
}
