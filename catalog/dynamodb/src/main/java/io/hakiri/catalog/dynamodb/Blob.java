package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Bytes that lie in an item while they are few, and in pages where an item could not hold them: at the limits of the contract
 * (C-22) a first answer or the sums of a thousand streams are larger than the 400 KB of an item.
 */
final class Blob {
    private static final int PAGE_BYTES = 256 * 1024;

    private Blob() {}

    /**
     * Writes bytes, or the names of the pages that have them.
     *
     * @param inline up to so many bytes they lie here
     * @param added takes a page, and names it
     */
    static void write(Out out, byte[] content, int inline, Function<byte[], Bytes> added) {
        List<Bytes> pages = new ArrayList<>();
        for (int at = 0; content.length > inline && at < content.length; at += PAGE_BYTES) {
            pages.add(added.apply(Arrays.copyOfRange(content, at, Math.min(at + PAGE_BYTES, content.length))));
        }
        out.list(pages, (o, page) -> o.bytes(page.toArray()));
        if (pages.isEmpty()) {
            out.bytes(content);
        }
    }

    /** What {@link #write} wrote, ready to be read. */
    static In read(In in, Tree.Source source) {
        List<Bytes> pages = pages(in);
        if (pages.isEmpty()) {
            return new In(in.bytes());
        }
        Map<Bytes, byte[]> contents = source.pages(pages);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Bytes page : pages) {
            byte[] content = contents.get(page);
            if (content == null) {
                throw new Pages.Gone();
            }
            whole.writeBytes(content);
        }
        return new In(whole.toByteArray());
    }

    /** The names of the pages only. */
    static List<Bytes> pages(In in) {
        return in.list(Rows::bytes);
    }
}
