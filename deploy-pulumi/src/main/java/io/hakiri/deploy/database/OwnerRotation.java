package io.hakiri.deploy.database;

import com.pulumi.aws.secretsmanager.SecretRotation;
import com.pulumi.aws.secretsmanager.SecretRotationArgs;
import com.pulumi.aws.secretsmanager.inputs.SecretRotationRotationRulesArgs;
import io.hakiri.deploy.piece.Piece;

/** How often AWS changes the password of the database's owner. Nothing keeps it: who needs it reads it anew. */
public final class OwnerRotation extends Piece {
    private static final int DAYS = 30;

    /** For one database. */
    public OwnerRotation(String name, Database database) {
        super("OwnerRotation", name);
        new SecretRotation(
                name,
                SecretRotationArgs.builder()
                        .secretId(database.ownerSecret())
                        .rotateImmediately(false)
                        .rotationRules(SecretRotationRotationRulesArgs.builder()
                                .automaticallyAfterDays(DAYS)
                                .build())
                        .build(),
                mine());
        done();
    }
}
