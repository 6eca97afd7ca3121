package io.hakiri.catalog.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every backend of the catalog must do (docs/catalog-contract.md). A backend joins with one class:
 *
 * <pre>{@code
 * final class SqliteContractTest extends CatalogContract {
 *     SqliteContractTest() {
 *         super(new SqliteFixture());
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has a fixture of its own. At the end of a whole run the backend's column of docs/contract-table.md is compared
 * with what was found ({@link ClauseRecorder}).
 */
@ExtendWith(ClauseRecorder.class)
public abstract class CatalogContract implements Contract {
    private final CatalogFixture fixture;

    /** The contract of the backend that the fixture is of. */
    protected CatalogContract(CatalogFixture fixture) {
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
    final class Holding extends HoldingContract {
        Holding() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Fence extends FenceContract {
        Fence() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Commit extends CommitContract {
        Commit() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Repeat extends RepeatContract {
        Repeat() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class History extends HistoryContract {
        History() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Death extends DeathContract {
        Death() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Run extends RunContract {
        Run() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Schema extends SchemaContract {
        Schema() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Key extends KeyContract {
        Key() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Audit extends AuditContract {
        Audit() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Due extends DueContract {
        Due() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Listing extends ListingContract {
        Listing() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Backfill extends BackfillContract {
        Backfill() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Limit extends LimitContract {
        Limit() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Text extends TextContract {
        Text() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Fault extends FaultContract {
        Fault() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Receipt extends ReceiptContract {
        Receipt() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Rewind extends RewindContract {
        Rewind() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Seal extends SealContract {
        Seal() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Restore extends RestoreContract {
        Restore() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Search extends SearchContract {
        Search() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Retention extends RetentionContract {
        Retention() {
            super(CatalogContract.this.fixture);
        }
    }

    @Nested
    final class Explanation extends ExplanationContract {
        Explanation() {
            super(CatalogContract.this.fixture);
        }
    }
}
