import SignetASN1

/// `valid_policy_graph` (RFC 9618 §5): the tree of RFC 5280 §6.1.2 (a) with equal nodes of one depth put together, so that
/// its size grows with the certificates and not with the number of ways through them.
///
/// Nodes that lose their last child are left in place until the end: only the deepest level decides what comes below, and
/// whether the graph is NULL.
struct PolicyGraph {
    struct Node {
        /// `parents` by their valid_policy, which tells nodes of one depth apart.
        var parents: [ObjectIdentifier]
        var qualifiers: [PolicyQualifierInfo]
        var expectedPolicySet: [ObjectIdentifier]
    }

    /// One depth: nodes by their valid_policy.
    struct Level {
        var nodes: [ObjectIdentifier: Node] = [:]
        /// What anyPolicy is said about in the certificate of this depth.
        var anyPolicyQualifiers: [PolicyQualifierInfo] = []
    }

    private static let anyPolicy = PolicyInformation.anyPolicy
    private(set) var levels: [Level]

    /// RFC 5280 §6.1.2 (a)
    init() {
        var root = Level()
        root.nodes[Self.anyPolicy] = Node(parents: [], qualifiers: [], expectedPolicySet: [Self.anyPolicy])
        levels = [root]
    }

    /// Whether no policy is valid any more.
    var isNull: Bool { levels[levels.count - 1].nodes.isEmpty }

    /// RFC 5280 §6.1.3 (d), (e): takes in the policies of the next certificate; `nil` when it has none.
    mutating func extend(_ policies: [PolicyInformation]?, allowsAnyPolicy: Bool) {
        let previous = levels[levels.count - 1]
        var level = Level()
        defer { levels.append(level) }
        guard let policies, !isNull else { return }
        var parents: [ObjectIdentifier: [ObjectIdentifier]] = [:]
        for (policy, node) in previous.nodes {
            for expected in node.expectedPolicySet { parents[expected, default: []].append(policy) }
        }
        let hasAnyPolicy = previous.nodes[Self.anyPolicy] != nil
        for stated in policies where stated.policyIdentifier != Self.anyPolicy {
            let policy = stated.policyIdentifier
            // (d)(1)(i), (ii)
            guard let parents = parents[policy] ?? (hasAnyPolicy ? [Self.anyPolicy] : nil) else { continue }
            level.nodes[policy] = Node(
                parents: parents, qualifiers: stated.policyQualifiers ?? [], expectedPolicySet: [policy])
        }
        guard let any = policies.first(where: { $0.policyIdentifier == Self.anyPolicy }) else { return }
        level.anyPolicyQualifiers = any.policyQualifiers ?? []
        guard allowsAnyPolicy else { return }
        for (policy, parents) in parents where level.nodes[policy] == nil {  // (d)(2)
            level.nodes[policy] = Node(
                parents: parents, qualifiers: level.anyPolicyQualifiers, expectedPolicySet: [policy])
        }
    }

    /// RFC 5280 §6.1.4 (b): what the policies of the last certificate are called below it.
    mutating func map(_ mappings: [PolicyMapping], isAllowed: Bool) {
        let last = levels.count - 1
        guard last > 0 else { return }
        var subjects: [ObjectIdentifier: [ObjectIdentifier]] = [:]
        for mapping in mappings {
            subjects[mapping.issuerDomainPolicy, default: []].append(mapping.subjectDomainPolicy)
        }
        for (policy, expected) in subjects {
            guard isAllowed else {
                levels[last].nodes[policy] = nil  // (2)(i)
                continue
            }
            // (1)
            if levels[last].nodes[policy] != nil {
                levels[last].nodes[policy]?.expectedPolicySet = Array(Set(expected))
            } else if levels[last].nodes[Self.anyPolicy] != nil {
                levels[last].nodes[policy] = Node(
                    parents: [Self.anyPolicy], qualifiers: levels[last].anyPolicyQualifiers,
                    expectedPolicySet: Array(Set(expected)))
            }
        }
    }

    /// RFC 9618 §5.4: the policies of the anchor's domain that every certificate was issued under; anyPolicy among them
    /// stands for all the others.
    func authorityConstrainedPolicies() -> Set<ObjectIdentifier> {
        var found = Set<ObjectIdentifier>()
        var alive = Set(levels[levels.count - 1].nodes.keys)
        if alive.contains(Self.anyPolicy) { found.insert(Self.anyPolicy) }
        for depth in levels.indices.dropFirst().reversed() {
            var above = Set<ObjectIdentifier>()
            for policy in alive {
                guard let node = levels[depth].nodes[policy] else { continue }
                above.formUnion(node.parents)
                if policy != Self.anyPolicy, node.parents == [Self.anyPolicy] { found.insert(policy) }
            }
            alive = above
        }
        return found
    }

    /// What the last certificate says about the policies that are valid.
    func lastPolicies() -> [PolicyInformation] {
        levels.count < 2
            ? []
            : levels[levels.count - 1].nodes.map {
                PolicyInformation($0.key, qualifiers: $0.value.qualifiers.isEmpty ? nil : $0.value.qualifiers)
            }.sorted { $0.policyIdentifier.contents < $1.policyIdentifier.contents }
    }
}
