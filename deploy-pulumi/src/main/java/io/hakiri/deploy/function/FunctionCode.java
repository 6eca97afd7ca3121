package io.hakiri.deploy.function;

import com.pulumi.asset.FileArchive;
import com.pulumi.aws.lambda.FunctionArgs;
import com.pulumi.aws.lambda.enums.Runtime;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Settings.Architecture;

/** The function's program: a native one as a zip, or a container image. */
final class FunctionCode {
    /** What a native program in the zip is called; the name of the handler is not used, and has to be there. */
    private static final String BOOTSTRAP = "bootstrap";

    private FunctionCode() {}

    static FunctionArgs.Builder of(Settings.Function wanted) {
        FunctionArgs.Builder arguments = FunctionArgs.builder()
                .architectures(wanted.architecture() == Architecture.ARM64 ? "arm64" : "x86_64")
                .memorySize(wanted.memory());
        String image = wanted.image();
        if (image != null) {
            return arguments.packageType("Image").imageUri(image);
        }
        return arguments
                .packageType("Zip")
                .runtime(Runtime.CustomAL2023)
                .handler(BOOTSTRAP)
                .code(new FileArchive(wanted.zip()));
    }
}
