import FrankenCommands
import Testing

@Suite("Numbers for people")
struct PlacesTests {
    @Test(
        "A number has as many places as are asked for, and no sign without a digit",
        arguments: [
            (73.125, 1, "73.1"), (73.0, 2, "73.00"), (0.5, 0, "1"), (-0.04, 1, "0.0"),
            (-0.05001, 1, "-0.1"), (99.995, 1, "100.0"), (0, 0, "0"), (.infinity, 2, "inf"),
        ] as [(Double, Int, String)]
    )
    func places(value: Double, places: Int, text: String) {
        #expect(value.rounded(toPlaces: places) == text)
    }
}
