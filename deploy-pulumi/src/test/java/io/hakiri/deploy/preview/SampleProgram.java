package io.hakiri.deploy.preview;

import com.pulumi.Pulumi;

/** The sample as a process of its own, which Pulumi would start. */
final class SampleProgram {
    private SampleProgram() {}

    public static void main(String[] arguments) {
        Pulumi.run(Sample::define);
    }
}
