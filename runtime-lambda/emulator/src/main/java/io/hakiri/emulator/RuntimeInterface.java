package io.hakiri.emulator;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the managed runtime of Java puts beside a function's own classes: AWS' client of the runtime API. It is made for Linux. */
final class RuntimeInterface {
    static final String MAIN = AWSLambda.class.getName();

    private static final String PREFIX = "aws-lambda-java-";

    private RuntimeInterface() {}

    /** Its jars, found on the class path of this program. */
    static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1)
                        .startsWith(PREFIX))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
