package io.hakiri.deploy.preview;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.pulumi.aws.kms.Key;
import com.pulumi.core.annotations.Export;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class AnswersTest {
    private static final Pattern CLASS = Pattern.compile("com/pulumi/aws/(?<module>\\w+)/(?<name>\\w+)\\.class");
    private static final Set<String> OF_ALL = Set.of("arn", "name");

    private final Answers answers = new Answers(Preview.SAMPLE_ACCOUNT, "eu-central-1");

    @Test
    void everyAnswerIsAnOutputOfItsType() throws Exception {
        List<String> wrong = new ArrayList<>();
        int types = 0;
        Path jar = Path.of(
                Key.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String entry : file.stream().map(Object::toString).toList()) {
                Matcher of = CLASS.matcher(entry);
                if (!of.matches() || of.group("name").endsWith("Args")) {
                    continue;
                }
                String name = of.group("name");
                String type = "aws:" + of.group("module") + "/" + Character.toLowerCase(name.charAt(0))
                        + name.substring(1) + ":" + name;
                Set<String> answered = new TreeSet<>(answers.outputs(type, "x", Struct.getDefaultInstance())
                        .getFieldsMap()
                        .keySet());
                answered.removeAll(OF_ALL);
                if (answered.isEmpty()) {
                    continue;
                }
                types++;
                Arrays.stream(Class.forName("com.pulumi.aws." + of.group("module") + "." + name)
                                .getDeclaredFields())
                        .filter(field -> field.isAnnotationPresent(Export.class))
                        .forEach(field -> answered.remove(
                                field.getAnnotation(Export.class).name()));
                answered.forEach(property -> wrong.add(type + ": " + property));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(types).isGreaterThan(30);
    }

    @Test
    void aNameThatIsGivenStandsInTheArn() {
        Struct outputs = answers.outputs("aws:iam/role:Role", "task", Values.struct(Map.of("name", "hakiri-task")));
        assertThat(outputs.getFieldsOrThrow("arn").getStringValue())
                .isEqualTo("arn:aws:iam::123456789012:role/hakiri-task");
        assertThat(outputs.getFieldsOrThrow("name").getStringValue()).isEqualTo("hakiri-task");
    }

    @Test
    void aTypeThatIsNotInTheTableHasAnArnAndAName() {
        assertThat(Values.decoded(answers.outputs("aws:wafv2/webAcl:WebAcl", "front", Struct.getDefaultInstance()))
                        .json()
                        .toString())
                .isEqualTo("""
                        {"arn":"arn:aws:wafv2:eu-central-1:123456789012:webAcl/${front.id}","name":"${front.name}"}""");
    }
}
