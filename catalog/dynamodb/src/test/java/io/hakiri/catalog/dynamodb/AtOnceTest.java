package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.contract.AtOnce;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Functions that are all invoked at once meet a table that takes a part of what they ask, and do not make it worse. */
class AtOnceTest {
    private static final int FUNCTIONS = 500;
    /** All that they ask, each asked once, takes several seconds at this rate. */
    private static final int PER_TENTH_OF_A_SECOND = 50;
    /** What a function asks without throttling is about a third of it. */
    private static final int MOST_REQUESTS_EACH = 15;
    /** Of a run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void fiveHundredAtOnceComeThroughAThrottledTableWithoutAStorm() throws Exception {
        AtOnce functions = new AtOnce(FUNCTIONS, PATIENCE);
        SecureRandom random = new SecureRandom();
        try (Surroundings surroundings = new Surroundings();
                DynamoServer tables = new DynamoServer();
                DynamoDbClient client = DynamoServer.client(new ExecutionInterceptor() {});
                FaultyService service = new FaultyService(DynamoServer.endpoint())) {
            surroundings
                    .set("aws.accessKeyId", DynamoServer.ACCESS_KEY)
                    .set("aws.secretAccessKey", DynamoServer.SECRET_KEY);
            String table = "dynamodb://" + tables.newTableName();
            Catalog direct = DynamoCatalog.open(table, client, random);
            direct.upgrade();
            functions.declare(direct);
            service.throttle(PER_TENTH_OF_A_SECOND);
            functions.run(_ -> DynamoCatalog.open(
                    table + "?region=" + DynamoServer.REGION + "&endpoint=" + service.endpoint(), random));
            functions.check(direct);
            assertThat(service.throttled()).isPositive();
            assertThat(service.requests()).hasSizeLessThan(FUNCTIONS * MOST_REQUESTS_EACH);
        }
    }
}
