/// The media types of a bundle: those of an OCI image manifest that is a CNCF ModelPack artifact.
///
/// - SeeAlso: the OCI image specification 1.1, and the ModelPack specification 1.0.
public enum MediaType {
    /// An OCI image manifest.
    public static let imageManifest = "application/vnd.oci.image.manifest.v1+json"
    /// An OCI image index.
    public static let imageIndex = "application/vnd.oci.image.index.v1+json"
    /// What a manifest says it is, as its `artifactType`.
    public static let modelManifest = "application/vnd.cncf.model.manifest.v1+json"
    /// What the manifest of an imported backbone says it is, as its `artifactType`.
    public static let backbone = "application/vnd.frankensplit.zoo.backbone.v1"
    /// ModelPack's description of a model.
    public static let modelConfig = "application/vnd.cncf.model.config.v1+json"
    /// Weights as they are: the digest of the layer is the digest of the file.
    public static let weights = "application/vnd.cncf.model.weight.v1.raw"
    /// Small files that say how weights are used.
    public static let weightsConfig = "application/vnd.cncf.model.weight.config.v1.raw"
    /// Text for people.
    public static let document = "application/vnd.cncf.model.doc.v1.raw"
    /// Data: the conformance vectors.
    public static let dataset = "application/vnd.cncf.model.dataset.v1.raw"
    /// The config of an artifact that needs none.
    public static let empty = "application/vnd.oci.empty.v1+json"
    /// What a manifest with a signature says it is, as its `artifactType`.
    public static let signatureArtifact = "application/vnd.frankensplit.zoo.signature.v1"
    /// A signature in minisign's form.
    public static let minisign = "application/vnd.frankensplit.zoo.signature.v1.minisig"
}

/// The annotations that a bundle uses.
public enum AnnotationKey {
    /// A file's name, for ORAS; a bundle's name on a manifest.
    public static let title = "org.opencontainers.image.title"
    /// A file's name, for ModelPack.
    public static let filePath = "org.cncf.model.filepath"
    /// A bundle's version.
    public static let version = "org.opencontainers.image.version"
    /// SPDX identifiers of a bundle's licences.
    public static let licenses = "org.opencontainers.image.licenses"
    /// The reference by which an index names a manifest.
    public static let referenceName = "org.opencontainers.image.ref.name"
    /// What a layer is for: a ``BlobRole``.
    public static let role = "dev.frankensplit.zoo.role"
    /// The digest of the encoder's weights, on a manifest.
    public static let encoder = "dev.frankensplit.zoo.encoder"
    /// On a descriptor in an index: which roles' blobs this layout leaves out.
    public static let thin = "dev.frankensplit.zoo.thin"
}
