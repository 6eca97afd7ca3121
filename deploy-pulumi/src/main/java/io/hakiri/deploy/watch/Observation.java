package io.hakiri.deploy.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.aws.cloudwatch.Dashboard;
import com.pulumi.aws.cloudwatch.DashboardArgs;
import com.pulumi.aws.cloudwatch.MetricAlarm;
import com.pulumi.aws.cloudwatch.MetricAlarmArgs;
import com.pulumi.aws.sns.Topic;
import com.pulumi.aws.sns.TopicArgs;
import com.pulumi.aws.sns.TopicSubscription;
import com.pulumi.aws.sns.TopicSubscriptionArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Outputs;
import io.hakiri.deploy.piece.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alarms, whom they are sent to, and a dashboard with every figure that an alarm looks at. */
public final class Observation extends Piece {
    private static final int WIDTH = 8;
    private static final int HEIGHT = 6;
    private static final int ACROSS = 3;

    private final Topic topic;

    /**
     * Makes them.
     *
     * @param stackName the dashboard's, and what names of alarms begin with
     * @param email whom to tell; {@code null} for nobody, until somebody subscribes to the topic
     */
    public Observation(
            String name,
            String stackName,
            String region,
            Output<String> key,
            @Nullable String email,
            List<Alarm> alarms) {
        super("Observation", name);
        topic = new Topic(
                name,
                TopicArgs.builder()
                        .name(stackName + "-alarms")
                        .kmsMasterKeyId(key)
                        .build(),
                mine());
        if (email != null) {
            new TopicSubscription(
                    name("email"),
                    TopicSubscriptionArgs.builder()
                            .topic(topic.arn())
                            .protocol("email")
                            .endpoint(email)
                            .build(),
                    mine());
        }
        for (Alarm alarm : alarms) {
            alarm(stackName, alarm);
        }
        new Dashboard(
                name("dashboard"),
                DashboardArgs.builder()
                        .dashboardName(stackName)
                        .dashboardBody(body(
                                region,
                                alarms.stream().map(Alarm::figure).distinct().toList()))
                        .build(),
                mine());
        done();
    }

    private void alarm(String stackName, Alarm alarm) {
        Figure figure = alarm.figure();
        new MetricAlarm(
                name(alarm.name()),
                MetricAlarmArgs.builder()
                        .name(stackName + "-" + alarm.name())
                        .alarmDescription(alarm.meaning())
                        .namespace(figure.namespace())
                        .metricName(figure.metric())
                        .statistic(figure.statistic())
                        .dimensions(Outputs.all(figure.dimensions()))
                        .period(alarm.seconds())
                        .evaluationPeriods(alarm.times())
                        .comparisonOperator(alarm.above() ? "GreaterThanThreshold" : "LessThanThreshold")
                        .threshold(alarm.threshold())
                        .treatMissingData("notBreaching")
                        .alarmActions(topic.arn().applyValue(List::of))
                        .okActions(topic.arn().applyValue(List::of))
                        .build(),
                mine());
    }

    private static Output<String> body(String region, List<Figure> figures) {
        List<Output<Map<String, String>>> all = new ArrayList<>();
        figures.forEach(figure -> all.add(Outputs.all(figure.dimensions())));
        return Output.all(all).applyValue(known -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode widgets = body.putArray("widgets");
            for (int i = 0; i < figures.size(); i++) {
                Figure figure = figures.get(i);
                ObjectNode widget = widgets.addObject()
                        .put("type", "metric")
                        .put("x", i % ACROSS * WIDTH)
                        .put("y", i / ACROSS * HEIGHT)
                        .put("width", WIDTH)
                        .put("height", HEIGHT);
                ObjectNode properties = widget.putObject("properties")
                        .put("title", figure.what())
                        .put("region", region)
                        .put("stat", figure.statistic())
                        .put("period", 60)
                        .put("view", "timeSeries");
                ArrayNode metric = properties
                        .putArray("metrics")
                        .addArray()
                        .add(figure.namespace())
                        .add(figure.metric());
                known.get(i).forEach((name, value) -> metric.add(name).add(value));
            }
            return body.toString();
        });
    }

    /** Where alarms are told. */
    public Output<String> topic() {
        return topic.arn();
    }
}
