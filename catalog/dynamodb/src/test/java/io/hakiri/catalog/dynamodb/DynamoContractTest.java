package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.contract.CatalogContract;

/** DynamoDB keeps the contract. */
final class DynamoContractTest extends CatalogContract {
    DynamoContractTest() {
        super(new DynamoFixture());
    }
}
