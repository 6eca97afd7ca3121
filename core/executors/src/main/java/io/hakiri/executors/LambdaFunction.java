package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** An asynchronous invocation of a function for each dispatch; the document is its payload. */
final class LambdaFunction implements Sender {
    private final LambdaClient client;
    private final String function;

    private LambdaFunction(LambdaClient client, String function) {
        this.client = client;
        this.function = function;
    }

    /** @param function name, {@code NAME:ALIAS} or ARN */
    static LambdaFunction of(String function, AwsAccess access) {
        return new LambdaFunction(access.client(LambdaClient.builder()), function);
    }

    @Override
    public String target() {
        return "lambda:" + function;
    }

    @Override
    public void send(Claim claim, String document) {
        client.invoke(request -> request.functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(document)));
    }

    @Override
    public void close() {
        client.close();
    }
}
