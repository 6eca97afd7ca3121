package io.hakiri.catalog.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every backend must do that gives out its rows and takes those of others (C-30): the catalogs that its fixture opens are
 * {@link io.hakiri.transfer.Transfer}, too. A service is none. A backend joins as it does {@link CatalogContract}:
 *
 * <pre>{@code
 * final class SqliteTransferTest extends TransferContract {
 *     SqliteTransferTest() {
 *         super(new SqliteFixture());
 *     }
 * }
 * }</pre>
 */
@ExtendWith(ClauseRecorder.class)
public abstract class TransferContract implements Contract {
    private final CatalogFixture fixture;

    /** The contract of the backend that the fixture is of. */
    protected TransferContract(CatalogFixture fixture) {
        this.fixture = fixture;
    }

    @Override
    public final CatalogFixture fixture() {
        return fixture;
    }

    @AfterEach
    final void closeFixture() {
        fixture.close();
    }

    @Nested
    final class Rows extends RowContract {
        Rows() {
            super(TransferContract.this.fixture);
        }
    }

    @Nested
    final class Receiving extends ReceivingContract {
        Receiving() {
            super(TransferContract.this.fixture);
        }
    }

    @Nested
    final class Move extends MoveContract {
        Move() {
            super(TransferContract.this.fixture);
        }
    }

    @Nested
    final class Proof extends ProofContract {
        Proof() {
            super(TransferContract.this.fixture);
        }
    }
}
