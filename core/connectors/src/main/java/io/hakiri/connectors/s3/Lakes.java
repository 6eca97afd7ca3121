package io.hakiri.connectors.s3;

import io.hakiri.connector.Destination;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connectors.lake.DataFormat;
import io.hakiri.connectors.lake.LakeDestination;
import java.util.List;
import java.util.stream.Stream;

/** Lakes by their path: {@code s3://bucket/prefix} is a part of a bucket, anything else a folder. */
public final class Lakes {
    private Lakes() {}

    /** The options of a lake, with those of its format. */
    public static List<OptionSpec> options(OptionSpec... ofFormat) {
        OptionSpec path = OptionSpec.required(
                "path",
                OptionSpec.Kind.TEXT,
                "A folder, made where it is missing; or a part of a bucket: s3://bucket/prefix");
        return Stream.of(Stream.of(path), Stream.of(ofFormat), S3Settings.SPECS.stream())
                .flatMap(specs -> specs)
                .toList();
    }

    /** Opens the lake that the option {@code path} names. */
    public static Destination open(Options options, DataFormat format) {
        String path = options.text("path");
        if (S3Place.is(path)) {
            S3Place place = S3Place.of(path);
            return new S3Lake(
                    new Bucket(S3Settings.of(options).client(), place.bucket()), place, format, S3Lake.BOUNDS);
        }
        S3Settings.checkNone(options);
        return new LakeDestination(options.folder().resolve(path), format);
    }
}
