package io.hakiri.catalog.dynamodb;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * What a client asks of the service, as the rights that IAM wants for it: {@code dynamodb:GetItem}, and {@code
 * dynamodb:Query/index/due} where it is not the table itself that is asked. Given to {@link Client#open} with the rest.
 */
final class RecordedCalls implements ExecutionInterceptor {
    private static final String SERVICE = "dynamodb:";

    private final Set<String> rights = new ConcurrentSkipListSet<>();

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        switch (request) {
            // there is no right for transactions, but for each thing that they do
            case TransactWriteItemsRequest transaction ->
                transaction.transactItems().forEach(this::add);
            case QueryRequest query ->
                rights.add(SERVICE + "Query" + (query.indexName() == null ? "" : "/index/" + query.indexName()));
            default -> {
                String name = request.getClass().getSimpleName();
                rights.add(SERVICE + name.substring(0, name.length() - "Request".length()));
            }
        }
    }

    private void add(TransactWriteItem item) {
        if (item.put() != null) {
            rights.add(SERVICE + "PutItem");
        }
        if (item.delete() != null) {
            rights.add(SERVICE + "DeleteItem");
        }
        if (item.update() != null) {
            rights.add(SERVICE + "UpdateItem");
        }
        if (item.conditionCheck() != null) {
            rights.add(SERVICE + "ConditionCheckItem");
        }
    }

    /** So far. */
    Set<String> rights() {
        return new TreeSet<>(rights);
    }
}
