package io.hakiri.catalog.dynamodb;

import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Counts requests, and the items in them and in their answers. */
final class ItemCount implements ExecutionInterceptor {
    private final AtomicLong items = new AtomicLong();

    long items() {
        return items.get();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        items.incrementAndGet();
        switch (context.request()) {
            case TransactWriteItemsRequest request ->
                items.addAndGet(request.transactItems().size());
            case BatchWriteItemRequest request ->
                request.requestItems().values().forEach(writes -> items.addAndGet(writes.size()));
            default -> {}
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkResponse response = context.response();
        switch (response) {
            case QueryResponse query -> items.addAndGet(query.count());
            case BatchGetItemResponse batch ->
                batch.responses().values().forEach(found -> items.addAndGet(found.size()));
            default -> {}
        }
    }
}
