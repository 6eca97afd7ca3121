package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** A message on a queue for each dispatch; the document is its body. On a FIFO queue those of one pipeline stay in order. */
final class Queue implements Sender {
    private static final String FIFO = ".fifo";

    private final SqsClient client;
    private final String url;

    private Queue(SqsClient client, String url) {
        this.client = client;
        this.url = url;
    }

    static Supplier<Sender> of(String url, AwsAccess access) {
        if (!url.matches("https?://[^/]+/.+")) {
            throw new InvalidInput("executor", "sqs: and the URL of a queue", url);
        }
        return () -> new Queue(access.client(SqsClient.builder()), url);
    }

    @Override
    public String target() {
        return "sqs:" + url;
    }

    @Override
    public void send(Claim claim, String document) {
        SendMessageRequest.Builder request =
                SendMessageRequest.builder().queueUrl(url).messageBody(document);
        if (url.endsWith(FIFO)) {
            request.messageGroupId(group(claim)).messageDeduplicationId(claim.token());
        }
        client.sendMessage(request.build());
    }

    /** Names of pipelines may be longer than that of a group. */
    private static String group(Claim claim) {
        return UUID.nameUUIDFromBytes(claim.pipeline().toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
