package io.hakiri.connectors.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How pages are compressed. The library's own codecs need Hadoop. */
sealed interface PageCompression {
    int MOST_LEVEL = 19;

    PageCompression NONE = new None();

    static PageCompression zstd(int level) {
        return new Level(level);
    }

    /** One per file; released with it. */
    BytesInputCompressor compressor();

    /** Pages as they are. */
    record None() implements PageCompression, BytesInputCompressor {
        @Override
        public BytesInputCompressor compressor() {
            return this;
        }

        @Override
        public BytesInput compress(BytesInput page) {
            return page;
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.UNCOMPRESSED;
        }

        @Override
        public void release() {}
    }

    /** Zstandard at a level. */
    record Level(int level) implements PageCompression {
        @Override
        public BytesInputCompressor compressor() {
            return new ZstdPages(level);
        }
    }

    /** Keeps one context and its buffers: the writer copies what it is given before it compresses the next page. */
    final class ZstdPages implements BytesInputCompressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx();
        private final Plain plain = new Plain();
        private byte[] compressed = new byte[0];

        private ZstdPages(int level) {
            context.setLevel(level);
        }

        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            plain.reset();
            page.writeAllTo(plain);
            int bound = Math.toIntExact(Zstd.compressBound(plain.size()));
            if (compressed.length < bound) {
                compressed = new byte[bound];
            }
            int length = context.compressByteArray(compressed, 0, bound, plain.array(), 0, plain.size());
            return BytesInput.from(compressed, 0, length);
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {
            context.close();
        }

        /** Collects a page's parts and lends its bytes without a copy. */
        private static final class Plain extends ByteArrayOutputStream {
            byte[] array() {
                return buf;
            }
        }
    }
}
