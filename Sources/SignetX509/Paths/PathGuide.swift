import SignetASN1
import SignetBytes
import SignetKeys

/// What a search knows of a pool before it checks a signature: how far each certificate is from an anchor going by names
/// alone, and which certificates have the same key. Among look-alikes and circles it leads the shortest way up.
struct PathGuide {
    /// The first place of each key.
    let keyPlaces: [SubjectPublicKeyInfo: Int]
    /// How many names lie between a name and an anchor's, by its encoding.
    private let distances: [Bytes: Int]

    init(_ validator: PathValidator) {
        let pool = validator.pool
        keyPlaces = Dictionary(
            pool.indices.map { (pool[$0].subjectPublicKeyInfo, $0) }, uniquingKeysWith: { first, _ in first })
        let issued = Dictionary(grouping: pool.indices, by: { pool[$0].issuer.encoding })
        var distances: [Bytes: Int] = [:]
        var reached: [Bytes] = []
        for place in 0..<validator.anchorCount {
            let name = pool[place].subject.encoding
            if distances.updateValue(0, forKey: name) == nil { reached.append(name) }
        }
        // Breadth first: every certificate is looked at once.
        var next = 0
        while next < reached.count {
            let distance = distances[reached[next], default: 0] + 1
            for place in issued[reached[next]] ?? [] where distances[pool[place].subject.encoding] == nil {
                distances[pool[place].subject.encoding] = distance
                reached.append(pool[place].subject.encoding)
            }
            next += 1
        }
        self.distances = distances
    }

    /// How far it is from a certificate to an anchor at best. Names that are written differently where they are the same
    /// count as far away, which costs time and no more.
    func distance(of place: Int, in validator: PathValidator) -> Int {
        place < validator.anchorCount ? 0 : distances[validator.pool[place].issuer.encoding].map { $0 + 1 } ?? .max
    }
}
