package io.hakiri.deploy.preview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RenderingsTest {
    private static final ResourceGraph SAMPLE =
            Preview.of(Sample::define, "hakiri", "dev", Map.of("hakiri:topology", "fargate-rds"));

    @Test
    void aTreeShowsWhatIsInWhat() {
        assertThat(GraphTree.of(SAMPLE)).isEqualTo("""
                        hakiri-dev         pulumi:pulumi:Stack
                        ├─ catalog         aws:dynamodb/table:Table
                        ├─ data            sample:index:Storage
                        │  ├─ data-bucket  aws:s3/bucketV2:BucketV2  [protected]
                        │  ├─ data-hello   aws:s3/bucketObjectv2:BucketObjectv2
                        │  └─ data-key     aws:kms/key:Key
                        ├─ database        aws:rds/instance:Instance  [kept when deleted]
                        └─ login           aws:secretsmanager/secretVersion:SecretVersion

                        Outputs
                          account   123456789012
                          port      5432
                          table     arn:aws:dynamodb:eu-central-1:123456789012:table/hakiri
                          topology  fargate-rds

                        6 to make, 1 component
                        """);
    }

    @Test
    void jsonHasAllAndMarksSecrets() throws Exception {
        JsonNode json = new JsonMapper().readTree(GraphJson.of(SAMPLE));
        assertThat(json.path("format").asInt()).isEqualTo(GraphJson.FORMAT);
        assertThat(json.path("resources")).hasSize(SAMPLE.resources().size());
        JsonNode database = json.path("resources").get(1);
        assertThat(database.path("name").asText()).isEqualTo("database");
        assertThat(database.path("inputs").path("password").path("secret").asText())
                .isEqualTo("[secret]");
        assertThat(database.path("secrets").toString()).isEqualTo("[\"password\"]");
        assertThat(database.path("propertyDependencies").path("kmsKeyId")).hasSize(1);
        assertThat(database.path("options").path("retainOnDelete").asBoolean()).isTrue();
        assertThat(json.path("outputs").path("port").asInt()).isEqualTo(5432);
        assertThat(GraphJson.of(SAMPLE)).doesNotContain("never said").endsWith("}\n");
    }

    @Test
    void aPictureShowsHowComponentsHangTogether() {
        assertThat(Picture.of(SAMPLE)).isEqualTo("""
                flowchart LR
                  r_catalog["catalog<br/>Table"]
                  subgraph r_data["data"]
                    r_data_bucket["data-bucket<br/>BucketV2"]
                    r_data_hello["data-hello<br/>BucketObjectv2"]
                    r_data_key["data-key<br/>Key"]
                  end
                  r_database["database<br/>Instance"]
                  r_catalog --> r_data_bucket
                  r_database --> r_data_key
                """);
    }

    @Test
    void plumbingIsLeftOutAndItsArrowsAreItsComponents() {
        List<Resource> resources = List.of(
                component("net", ""),
                part("vpc", "aws:ec2/vpc:Vpc", "net"),
                component("run", ""),
                component("empty", "run"),
                part("task", "aws:ecs/service:Service", "run", "vpc"),
                part("rule", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "run", "key", "vpc"),
                part("attachment", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "empty", "vpc"),
                part("key", "aws:kms/key:Key", ""));
        ResourceGraph graph = new ResourceGraph("stack", resources, JsonNodeFactory.instance.objectNode(), List.of());
        assertThat(Picture.of(graph)).isEqualTo("""
                flowchart LR
                  r_key["key<br/>Key"]
                  subgraph r_net["net"]
                    r_vpc["vpc<br/>Vpc"]
                  end
                  subgraph r_run["run"]
                    r_task["task<br/>Service"]
                  end
                  r_run --> r_key
                  r_task --> r_vpc
                """);
    }

    @Test
    void namesOfAnyKindCanBeDrawn() {
        List<Resource> resources =
                List.of(part("a \"b\" <c>;#1", "x:y:Z", ""), part("a b c 1", "x:y:Z", ""), part("end", "x:y:Z", ""));
        ResourceGraph graph = new ResourceGraph("stack", resources, JsonNodeFactory.instance.objectNode(), List.of());
        assertThat(Picture.of(graph)).isEqualTo("""
                flowchart LR
                  r_a_b_c_1["a #34;b#34; #60;c#62;#59;#35;1<br/>Z"]
                  r_a_b_c_1_2["a b c 1<br/>Z"]
                  r_end["end<br/>Z"]
                """);
    }

    private static Resource component(String name, String parent) {
        return resource(name, "sample:index:Component", parent, Resource.Kind.COMPONENT, List.of());
    }

    private static Resource part(String name, String type, String parent, String... dependencies) {
        return resource(name, type, parent, Resource.Kind.MADE, List.of(dependencies));
    }

    private static Resource resource(
            String name, String type, String parent, Resource.Kind kind, List<String> dependencies) {
        return new Resource(
                name,
                type,
                name,
                parent.isEmpty() ? "stack" : parent,
                kind,
                JsonNodeFactory.instance.objectNode(),
                new ArrayList<>(),
                JsonNodeFactory.instance.objectNode(),
                new TreeSet<>(dependencies),
                new TreeMap<>(),
                new Options(
                        false,
                        false,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        new TreeMap<>(),
                        null,
                        null,
                        List.of(),
                        null,
                        null));
    }
}
