package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** An asynchronous invocation of Hakiri's function for each dispatch, as the request that a {@link FunctionEvent} is. */
final class LambdaFunction implements Sender {
    private final LambdaClient client;
    private final String function;
    private final IntSupplier hops;

    private LambdaFunction(LambdaClient client, String function, IntSupplier hops) {
        this.client = client;
        this.function = function;
        this.hops = hops;
    }

    /**
     * @param function name, {@code NAME:ALIAS} or ARN
     * @param hops of the invocation that is made next
     */
    static Supplier<Sender> of(String function, AwsAccess access, IntSupplier hops) {
        return () -> new LambdaFunction(access.client(LambdaClient.builder()), function, hops);
    }

    @Override
    public String target() {
        return "lambda:" + function;
    }

    @Override
    public void send(Claim claim, String document) {
        client.invoke(request -> request.functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(FunctionEvent.work(claim, hops.getAsInt()))));
    }

    @Override
    public void close() {
        client.close();
    }
}
