package dev.millrace.ingest.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder of a recording.
 *
 * @param path where it lies
 * @param name name in messages and attributes, relative to what is replayed, with '/'; empty for a
 *     folder that is replayed as a whole
 * @param labels file with its labels, one a line; null where the feed has none
 */
public record RecordedFile(Path path, String name, @Nullable Path labels) {}
