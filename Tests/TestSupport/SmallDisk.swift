import Foundation

/// A file system in memory that is soon full; mounting one takes the rights of root.
public final class SmallDisk {
    /// Whether one can be mounted here.
    public static let canMount = SmallDisk(size: "64k") != nil

    private let folder: TemporaryFolder

    /// Where it is mounted.
    public var path: String { folder.url.path }

    /// Mounts one of a size such as `2m`; nil where that is not allowed.
    public init?(size: String) {
        guard let folder = try? TemporaryFolder(),
            mount("tmpfs", folder.url.path, "tmpfs", 0, "size=\(size)") == 0
        else { return nil }
        self.folder = folder
    }

    deinit { umount(folder.url.path) }
}
