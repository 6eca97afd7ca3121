package io.hakiri.migrate;

import io.hakiri.api.Forms;
import io.hakiri.proof.DigestChain;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up the lines of an export: what is not as it was written is found before any of it is laid down. */
final class Digests {
    private static final String IMAGE = "image";

    private record Name(String owner, String kind) {}

    private static final class Sum {
        private final DigestChain digest = new DigestChain();
        private long rows;
    }

    private final Map<Name, Sum> sums = new LinkedHashMap<>();
    private long lines;

    /** @param owner whose line it is */
    void add(Owner owner, ExportLine line) {
        lines++;
        String kind = line instanceof ExportLine.OfRow(Row row) ? Forms.word(row.kind()) : IMAGE;
        Sum sum = sums.computeIfAbsent(new Name(owner.toString(), kind), _ -> new Sum());
        sum.digest.add(line.text());
        sum.rows++;
    }

    ExportLine.Manifest manifest() {
        List<ExportLine.Part> parts = new ArrayList<>();
        DigestChain root = new DigestChain();
        sums.forEach((name, sum) -> {
            String digest = sum.digest.done();
            parts.add(new ExportLine.Part(name.owner(), name.kind(), sum.rows, digest));
            root.add(name.owner()).add(name.kind()).add(digest);
        });
        return new ExportLine.Manifest(lines, parts, root.done());
    }
}
