import FrankenTaxonomy

/// A taxonomy small enough to state every expected value by hand.
struct SmallTaxonomy {
    static let heEtAl = Paper(
        title: "Deep Residual Learning",
        authors: "He et al.",
        year: 2015,
        url: "https://arxiv.org/abs/1512.03385"
    )

    static let resNet = Family(
        id: "resnet",
        displayName: "ResNet",
        archetype: .convolutional,
        paper: heEtAl,
        branches: [
            Family.Branch(
                id: "resnet",
                displayName: "ResNet",
                relatives: [
                    relative("resnet101", "ResNet-101", parameters: 44_549_160),
                    relative("resnet18", "ResNet-18", parameters: 11_689_512),
                    relative("resnet50", "ResNet-50", parameters: 25_557_032),
                    relative("resnet34", "ResNet-34"),
                    relative("resnet56", "ResNet-56", aliases: ["cifar_resnet56"]),
                    relative("resnet152", "ResNet-152"),
                ]
            ),
            Family.Branch(
                id: "wide-resnet",
                displayName: "Wide ResNet",
                relatives: [relative("wide_resnet50_2", "Wide ResNet-50-2", aliases: ["wrn50"])]
            ),
            Family.Branch(
                id: "resnext",
                displayName: "ResNeXt",
                relatives: [
                    relative("resnext101_32x8d", "ResNeXt-101 32x8d"),
                    relative("resnext50_32x4d", "ResNeXt-50 32x4d"),
                ]
            ),
        ]
    )

    static let swin = Family(
        id: "swin",
        displayName: "Swin",
        archetype: .visionTransformer,
        branches: [
            Family.Branch(
                id: "swin",
                displayName: "Swin",
                relatives: [relative("swin_t", "Swin-T"), relative("swin_b", "Swin-B")]
            )
        ]
    )

    static func relative(
        _ name: String,
        _ displayName: String,
        aliases: [String] = [],
        parameters: Int? = nil
    ) -> Relative {
        Relative(
            name: name,
            displayName: displayName,
            aliases: aliases,
            parameterCount: parameters
        )
    }

    /// A convolutional family of one branch with the given relatives.
    static func family(_ id: String, _ relatives: [Relative]) -> Family {
        Family(
            id: id,
            displayName: id,
            archetype: .convolutional,
            branches: [Family.Branch(id: id, displayName: id, relatives: relatives)]
        )
    }

    static func make() throws -> Taxonomy {
        try Taxonomy([resNet, swin])
    }
}
