package io.hakiri.deploy.database;

import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.cloudwatch.LogGroupArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import java.util.List;

/** What a database or proxy logs, made before it is: RDS would make it without a key, and keep it for ever. */
final class DatabaseLog extends Piece {
    /**
     * Makes it.
     *
     * @param path where RDS writes, such as {@code instance/NAME}
     * @param kinds of log below that; the one that is named by an empty text is the path itself
     */
    DatabaseLog(String name, Piece parent, String path, List<String> kinds, Output<String> key, Settings settings) {
        super("DatabaseLog", name, parent);
        for (String kind : kinds) {
            new LogGroup(
                    kind.isEmpty() ? name : name(kind),
                    LogGroupArgs.builder()
                            .name("/aws/rds/" + path + (kind.isEmpty() ? "" : "/" + kind))
                            .retentionInDays(settings.watch().logDays())
                            .kmsKeyId(key)
                            .build(),
                    mine());
        }
        done();
    }
}
