package io.hakiri.deploy.function;

import com.pulumi.aws.scheduler.Schedule;
import com.pulumi.aws.scheduler.ScheduleArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleFlexibleTimeWindowArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleTargetArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleTargetDeadLetterConfigArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleTargetRetryPolicyArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.deployment.Rights;
import java.time.Duration;

/** Wakes the function to look at what is due. A tick that fails is not tried again: the next one comes soon. */
public final class Tick extends Piece {
    private static final int LEAST_EVENT_AGE_SECONDS = 60;

    /** @param every whole minutes */
    public Tick(String name, Account account, PipelineFunction function, Output<String> key, Duration every) {
        super("Tick", name);
        ServiceRole role = new ServiceRole(
                name("role"),
                this,
                account,
                "scheduler.amazonaws.com",
                new Policy()
                        .allow("Invoke", Rights.INVOKE, function.aliasArn())
                        .allow("Missed", Rights.SEND_MESSAGE, function.missedArn())
                        .allow("Key", KeyRights.USE, key));
        long minutes = every.toMinutes();
        new Schedule(
                name,
                ScheduleArgs.builder()
                        .description("Hakiri looks at what is due")
                        .scheduleExpression("rate(" + minutes + (minutes == 1 ? " minute)" : " minutes)"))
                        .flexibleTimeWindow(ScheduleFlexibleTimeWindowArgs.builder()
                                .mode("OFF")
                                .build())
                        .kmsKeyArn(key)
                        .target(ScheduleTargetArgs.builder()
                                .arn(function.aliasArn())
                                .roleArn(role.arn())
                                .input(DirectEvent.tick())
                                .retryPolicy(ScheduleTargetRetryPolicyArgs.builder()
                                        .maximumRetryAttempts(0)
                                        .maximumEventAgeInSeconds(LEAST_EVENT_AGE_SECONDS)
                                        .build())
                                .deadLetterConfig(ScheduleTargetDeadLetterConfigArgs.builder()
                                        .arn(function.missedArn())
                                        .build())
                                .build())
                        .build(),
                after(role));
        done();
    }
}
