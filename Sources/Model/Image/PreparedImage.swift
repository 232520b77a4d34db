/// An image as a network takes it: resized, cropped and normalized f32 values.
///
/// Only ``Preprocessing/prepare(_:layout:)`` makes one, so a value of this type has been through a
/// whole pipeline.
public struct PreparedImage: Equatable, Sendable {
    /// The values in the order of `layout`: `3 * height * width` of them.
    public let values: [Float]
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The order of the axes.
    public let layout: PixelLayout

    fileprivate init(values: [Float], size: PixelSize, layout: PixelLayout) {
        self.values = values
        width = size.width
        height = size.height
        self.layout = layout
    }

    /// The axes of `values`: `[3, height, width]` when planar, `[height, width, 3]` otherwise.
    public var shape: [Int] {
        switch layout {
        case .planar: [3, height, width]
        case .interleaved: [height, width, 3]
        }
    }
}

extension Preprocessing {
    /// Prepares one image.
    ///
    /// - Returns: `[3, H, W]` or `[H, W, 3]` values, see ``outputSize(for:)`` for H and W.
    /// - Throws: ``ImageError/Code/invalidPreprocessing``, or ``ImageError/Code/invalidGeometry``
    ///   for an image whose aspect makes the resized side longer than ``Resampler/maximumSide``.
    public func prepare(
        _ image: PixelImage,
        layout: PixelLayout = .planar
    ) throws(ImageError) -> PreparedImage {
        let size = try outputSize(for: image)
        let cropped = try resizedWindow(of: image)
        let count = size.width * size.height * 3
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe normalize(
                cropped,
                into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]),
                layout: layout
            )
            initialized = count
        }
        return PreparedImage(values: values, size: size, layout: layout)
    }

    /// Prepares one image straight into its place in a batch.
    ///
    /// - Parameters:
    ///   - image: the image.
    ///   - destination: exactly `3 * H * W` values, see ``outputSize(for:)``; need not be
    ///     initialized.
    ///   - layout: the order of the axes.
    /// - Throws: as ``prepare(_:layout:)``, and ``ImageError/Code/invalidGeometry`` when the
    ///   destination has another size; it is untouched then.
    public func prepare(
        _ image: PixelImage,
        into destination: UnsafeMutableBufferPointer<Float>,
        layout: PixelLayout = .planar
    ) throws(ImageError) {
        let size = try outputSize(for: image)
        guard destination.count == size.width * size.height * 3 else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected room for 3 x \(size.height) x \(size.width) values, found \
                \(destination.count). Give every image of a batch the size of the crop.
                """
            )
        }
        unsafe normalize(try resizedWindow(of: image), into: destination, layout: layout)
    }

    /// The size of a prepared image.
    public func outputSize(for image: PixelImage) throws(ImageError) -> PixelSize {
        try crop(of: image).size
    }

    /// The resized and cropped image, before values are scaled; black padding is included.
    public func croppedPixels(of image: PixelImage) throws(ImageError) -> PixelImage {
        let cropped = try resizedWindow(of: image)
        let crop = cropped.crop
        guard cropped.pixels.width != crop.size.width || cropped.pixels.height != crop.size.height
        else { return cropped.pixels }
        var rgb = [UInt8](repeating: 0, count: crop.size.width * crop.size.height * 3)
        let rowBytes = cropped.pixels.width * 3
        let source = cropped.pixels.rgb
        for y in 0..<cropped.pixels.height {
            let start = ((crop.paddingTop + y) * crop.size.width + crop.paddingLeft) * 3
            rgb.replaceSubrange(
                start..<start + rowBytes,
                with: source[y * rowBytes..<(y + 1) * rowBytes]
            )
        }
        return PixelImage(unchecked: rgb, width: crop.size.width, height: crop.size.height)
    }

    /// The part of the resized image that the crop keeps, and where the crop lies.
    private struct CroppedPixels {
        let pixels: PixelImage
        let crop: CenterCrop
    }

    private func resizedSize(of image: PixelImage) throws(ImageError) -> PixelSize {
        try validate()
        guard let size = resize.outputSize(width: image.width, height: image.height),
            max(size.width, size.height) <= Resampler.maximumSide || resize == .none
        else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected an image that resizes to at most \(Resampler.maximumSide) pixels a side, \
                found one of \(image.width) x \(image.height). Crop it to a usual aspect.
                """
            )
        }
        return PixelSize(width: size.width, height: size.height)
    }

    private func crop(of image: PixelImage) throws(ImageError) -> CenterCrop {
        let resized = try resizedSize(of: image)
        return CenterCrop(of: crop, width: resized.width, height: resized.height)
    }

    private func resizedWindow(of image: PixelImage) throws(ImageError) -> CroppedPixels {
        let resized = try resizedSize(of: image)
        let crop = CenterCrop(of: crop, width: resized.width, height: resized.height)
        let isUnchanged = resized == PixelSize(width: image.width, height: image.height)
        let pixels =
            isUnchanged
            ? image.cropped(to: crop.window)
            : try Resampler.resize(
                image,
                width: resized.width,
                height: resized.height,
                interpolation: interpolation,
                window: crop.window
            )
        return CroppedPixels(pixels: pixels, crop: crop)
    }

    /// Writes every value of `destination`: the normalized pixels, and normalized black around them.
    private func normalize(
        _ cropped: CroppedPixels,
        into destination: UnsafeMutableBufferPointer<Float>,
        layout: PixelLayout
    ) {
        let crop = cropped.crop
        let pixels = cropped.pixels
        let isPlanar = layout == .planar
        let plane = crop.size.width * crop.size.height
        let step = isPlanar ? 1 : 3
        let isPadded = pixels.width != crop.size.width || pixels.height != crop.size.height
        for channel in 0..<3 {
            let sourceChannel = channelOrder == .rgb ? channel : 2 - channel
            let table = self.table(channel: channel)
            let first = isPlanar ? channel * plane : channel
            if isPadded {
                for index in 0..<plane { unsafe destination[first + index * step] = table[0] }
            }
            unsafe table.withUnsafeBufferPointer { table in
                unsafe pixels.rgb.withUnsafeBufferPointer { source in
                    for y in 0..<pixels.height {
                        let start = (crop.paddingTop + y) * crop.size.width + crop.paddingLeft
                        var target = first + start * step
                        var position = y * pixels.width * 3 + sourceChannel
                        for _ in 0..<pixels.width {
                            unsafe destination[target] = table[Int(source[position])]
                            target += step
                            position += 3
                        }
                    }
                }
            }
        }
    }

    /// The value of every sample 0...255 in one channel, rounded after each operation like the
    /// reference.
    package func table(channel: Int) -> [Float] {
        (0..<256).map { sample in
            (Float(sample) / divisor - mean[channel]) / standardDeviation[channel]
        }
    }
}
