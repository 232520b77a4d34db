import FrankenImage
import FrankenTaxonomy

/// A blueprint file as it is written, version 1; `Sizes` is what the file's family declares.
///
/// Decoded strictly: an unknown field is an error. `Blueprints/README.md` explains each field.
struct BlueprintFile<Sizes: Decodable & Sendable>: Decodable {
    struct FamilyRecord: Decodable {
        let id: String
        let displayName: String
        let archetype: Archetype
        let paper: Paper?
    }

    struct BranchRecord: Decodable {
        let id: String
        let displayName: String
        let paper: Paper?
        let relatives: [RelativeRecord]
    }

    struct RelativeRecord: Decodable {
        let name: String
        let displayName: String
        let aliases: [String]?
        let sizes: Sizes
        let classCount: Int
        let preprocessing: String
        let keyLayouts: [String]
        let parameterCount: Int?
        let multiplyAccumulateCount: Int?
        let splitPoints: [SplitPoint]
    }

    let format: String
    let version: Int
    let builder: BlueprintHeader.Builder
    let family: FamilyRecord
    let licenses: [LicenseNote]?
    let preprocessings: [String: Preprocessing]
    let branches: [BranchRecord]
}
