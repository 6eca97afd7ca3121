package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;

/** An execution of a state machine for each dispatch; the document is its input. */
final class StateMachine implements Sender {
    private final SfnClient client;
    private final String arn;

    private StateMachine(SfnClient client, String arn) {
        this.client = client;
        this.arn = arn;
    }

    static Supplier<Sender> of(String arn, AwsAccess access) {
        if (!arn.matches("arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:stateMachine:\\S{1,256}")) {
            throw new InvalidInput("executor", "stepfunctions: and the ARN of a state machine", arn);
        }
        return () -> new StateMachine(access.client(SfnClient.builder()), arn);
    }

    @Override
    public String target() {
        return "stepfunctions:" + arn;
    }

    @Override
    public void send(Claim claim, String document) {
        try {
            client.startExecution(request ->
                    request.stateMachineArn(arn).name("hakiri-" + claim.token()).input(document));
        } catch (ExecutionAlreadyExistsException e) {
            // an answer was lost, and this claim has its execution
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
