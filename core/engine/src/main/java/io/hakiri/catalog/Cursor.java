package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition of a stream has come.
 *
 * @param position where it stands; {@code null} after a rewind to the start
 * @param revision grows by one with each change, from 1; a cursor that does not exist has revision 0 (C-8)
 * @param fence the fence under which it was moved last
 * @param movedAt when, by the backend's clock
 */
public record Cursor(StreamPartition at, @Nullable Position position, long revision, Fence fence, Instant movedAt) {}
