package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.contract.TransferContract;

/** DynamoDB gives out its rows, and takes those of others. */
final class DynamoTransferTest extends TransferContract {
    DynamoTransferTest() {
        super(new DynamoFixture());
    }
}
