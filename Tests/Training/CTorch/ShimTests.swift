import CTorch
import Testing

/// The C interface as C calls it.
@Suite struct ShimTests {
    @Test("an exception becomes a status and a message, and the result is left alone")
    func wall() {
        let left = unsafe tensor([1, 2, 3], [3])
        let right = unsafe tensor([1, 2, 3, 4], [4])
        defer {
            unsafe ft_tensor_free(left)
            unsafe ft_tensor_free(right)
        }
        var result: OpaquePointer?
        unsafe result = nil
        guard let left = unsafe left, let right = unsafe right else {
            Issue.record("no tensors")
            return
        }
        #expect(unsafe ft_add(left, right, 1, &result) == FT_REFUSED)
        #expect(unsafe result == nil)
        #expect(unsafe String(cString: ft_last_message()).contains("must match the size"))
        #expect(unsafe ft_add(left, left, 2, &result) == FT_OK)
        guard let sum = unsafe result else { return }
        var values = [Float](repeating: 0, count: 3)
        #expect(unsafe ft_tensor_read(sum, FT_FLOAT32, &values, 3) == FT_OK)
        #expect(values == [3, 6, 9])
        #expect(unsafe ft_tensor_read(sum, FT_FLOAT32, &values, 2) == FT_REFUSED)
        unsafe ft_tensor_free(sum)
    }

    @Test("free accepts NULL; more memory than there is, is a status")
    func memory() {
        ft_tensor_free(nil)
        var result: OpaquePointer?
        unsafe result = nil
        let status = unsafe ft_tensor_fill(0, FT_FLOAT64, 2, [1 << 30, 1 << 24], "cpu", &result)
        #expect(status == FT_OUT_OF_MEMORY)
        #expect(unsafe result == nil)
    }

    @Test("devices that do not exist are not there")
    func devices() {
        #expect(unsafe ft_has_device("cpu"))
        #expect(unsafe !ft_has_device("warp"))
        #expect(unsafe !ft_has_device("cuda:9"))
        #expect(ft_set_threads(0) == FT_REFUSED)
    }

    private func tensor(_ values: [Float], _ extents: [Int64]) -> OpaquePointer? {
        var result: OpaquePointer?
        unsafe result = nil
        let rank = CInt(extents.count)
        _ = unsafe ft_tensor_create(values, FT_FLOAT32, rank, extents, "cpu", false, &result)
        return unsafe result
    }
}
