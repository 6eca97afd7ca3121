package io.hakiri.connectors.s3;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import io.hakiri.connectors.file.FileReading;
import io.hakiri.connectors.file.FileSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The source {@code s3}: the files of a bucket. */
public final class S3Source implements ConnectorType.OfSource {
    static final String FOLLOW = "follow";
    static final String LISTS = "lists";

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String description() {
        return "Reads CSV, NDJSON and JSON objects of S3 and of stores that speak its protocol, plain or gzip.";
    }

    @Override
    public List<OptionSpec> options() {
        List<OptionSpec> own = List.of(
                OptionSpec.required(
                        "path",
                        Kind.TEXT,
                        "The objects: s3://bucket/prefix for an object or all below it, or a pattern of keys with *, ?, ** and"
                                + " {a,b}."),
                OptionSpec.oneOf(
                        FOLLOW,
                        "objects",
                        List.of("objects", "keys", "lists"),
                        "What is new: objects whose content is not what was read before; keys greater than any read before;"
                                + " or what lists of objects name."),
                OptionSpec.optional(
                        LISTS,
                        Kind.TEXT,
                        null,
                        "With follow = \"lists\": the objects that hold the lists, as path; each is read once, by its key."));
        return Stream.of(own, FileReading.options(), S3Settings.SPECS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String system(Map<String, ?> options) {
        String path = String.valueOf(options.get("path"));
        int bucketEnds = path.indexOf('/', S3Place.SCHEME.length());
        return options.get("endpoint") + " " + (bucketEnds < 0 ? path : path.substring(0, bucketEnds));
    }

    @Override
    public String shown(Position position) {
        return ObjectState.shown(position);
    }

    @Override
    public Source open(Options options) {
        KeyPattern pattern = KeyPattern.of(options.text("path"));
        Bucket bucket = new Bucket(S3Settings.of(options).client(), pattern.bucket());
        return new S3Objects(
                bucket,
                pattern,
                S3Objects.Follow.of(options.text(FOLLOW)),
                options.optionalText(LISTS).map(KeyPattern::of).orElse(null),
                FileSettings.of(options));
    }
}
