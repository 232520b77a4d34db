import FrankenTaxonomy
import Testing

@Suite("Order and drawing")
struct OrderAndTreeTests {
    @Test("Relatives come in natural order, families grouped by archetype")
    func order() throws {
        let other = SmallTaxonomy.family(
            "f",
            ["x10", "x9", "x009", "X1", "x", "x1a", "x1b", "x99999999999999999999", "x2"].map {
                SmallTaxonomy.relative($0, $0)
            }
        )
        let taxonomy = try Taxonomy([SmallTaxonomy.resNet, SmallTaxonomy.swin, other])
        #expect(taxonomy.families.map(\.id) == ["resnet", "f", "swin"])
        #expect(taxonomy.archetypes == [.convolutional, .visionTransformer])
        #expect(
            taxonomy.entries.map(\.relative.name) == [
                "resnet18", "resnet34", "resnet50", "resnet56", "resnet101", "resnet152",
                "wide_resnet50_2", "resnext50_32x4d", "resnext101_32x8d",
                "x", "X1", "x1a", "x1b", "x2", "x009", "x9", "x10", "x99999999999999999999",
                "swin_b", "swin_t",
            ]
        )
    }

    @Test("The tree shows every level, leaves out a branch level that says nothing, aligns columns")
    func tree() throws {
        let taxonomy = try SmallTaxonomy.make()
        let tree = TaxonomyTree(taxonomy.entries) {
            $0.relative.name == "swin_t" ? "installed" : nil
        }
        #expect(
            tree.description == """
                Convolutional
                └─ ResNet (He et al. 2015)
                   ├─ ResNet
                   │  ├─ resnet18          ResNet-18          11.7 M parameters
                   │  ├─ resnet34          ResNet-34
                   │  ├─ resnet50          ResNet-50          25.6 M parameters
                   │  ├─ resnet56          ResNet-56
                   │  ├─ resnet101         ResNet-101         44.5 M parameters
                   │  └─ resnet152         ResNet-152
                   ├─ Wide ResNet
                   │  └─ wide_resnet50_2   Wide ResNet-50-2
                   └─ ResNeXt
                      ├─ resnext50_32x4d   ResNeXt-50 32x4d
                      └─ resnext101_32x8d  ResNeXt-101 32x8d
                Vision transformer
                └─ Swin
                   ├─ swin_b            Swin-B
                   └─ swin_t            Swin-T                                installed

                """
        )
    }

    @Test("A filtered tree in ASCII")
    func filteredTree() throws {
        let taxonomy = try SmallTaxonomy.make()
        let tree = TaxonomyTree(taxonomy.entries(matching: "*50*"), style: .ascii)
        #expect(
            tree.lines == [
                "Convolutional",
                "`- ResNet (He et al. 2015)",
                "   |- ResNet",
                "   |  `- resnet50         ResNet-50         25.6 M parameters",
                "   |- Wide ResNet",
                "   |  `- wide_resnet50_2  Wide ResNet-50-2",
                "   `- ResNeXt",
                "      `- resnext50_32x4d  ResNeXt-50 32x4d",
            ]
        )
        #expect(TaxonomyTree([]).description.isEmpty)
    }

    @Test(
        "Quantities have three significant digits",
        arguments: [
            (0, "0"), (464, "464"), (999, "999"), (1_000, "1.00 k"), (9_994, "9.99 k"),
            (9_995, "10.0 k"), (272_474, "272 k"), (999_499, "999 k"), (999_500, "1.00 M"),
            (25_557_032, "25.6 M"), (4_089_184_256, "4.09 G"), (-1_500, "-1.50 k"),
            (1_005_000, "1.01 M"), (Int.max, "9223372 T"), (Int.min, "-9223372 T"),
        ]
    )
    func quantities(count: Int, text: String) {
        #expect(Quantity(count).description == text)
    }

    @Test("Units join the prefix")
    func units() {
        #expect(Quantity(4_089_184_256).inUnits(of: "MAC") == "4.09 GMAC")
        #expect(Quantity(464).inUnits(of: "MAC") == "464 MAC")
    }
}
