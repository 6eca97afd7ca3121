package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;

class ManifestSchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ManifestSchema.json(SampleConnectors.ALL), InputFormat.JSON);

    private static final String ENDS =
            "'source':{'connector':'file','path':'p'},'destination':{'connector':'parquet','path':'q'}";

    static final List<String> GOOD = List.of(
            "{'id':'a'," + ENDS + "}",
            "{'$schema':'x','id':'a'," + ENDS + "}",
            "{'pipeline':[]}",
            "{'pipeline':[{'id':'a'," + ENDS + "},{'id':'b'," + ENDS + "}]}",
            with("'schedule':'every 15m'"),
            with("'schedule':'every 1h30m'"),
            with("'schedule':'on demand'"),
            with("'schedule':'@daily Europe/Berlin'"),
            with("'schedule':'0 6 * * 1-5'"),
            with("'schedule':'cron 0 6 * * 1-5 Europe/Berlin'"),
            with("'schedule':{'cron':'0 6 * * *','zone':'UTC'}"),
            with("'schema_change':'freeze'"),
            with("'stream':[{'name':'s','cursor':{'field':'f','kind':'monotonic'},'primary_key':['f']}]"),
            with("'stream':[{'name':'s','cursor':{'field':'f','strictly_increasing':true}}]"),
            with("'run':{'commit_rows':1,'commit_bytes':65536,'lease_ttl':'90s','retries':100}"),
            with("'run':{'commit_bytes':'1 GB'}"),
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':['a=b','k=secret:K','e=']},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':'a=b=c'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'file','path':'p','null_values':'NA','header':true,'skip_lines':-1,'format':'csv'},"
                    + "'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'file','path':'','null_values':['NA','']},'destination':{'connector':'parquet','path':'q'}}");

    static final List<String> BAD = List.of(
            "{}",
            "{'id':'a'}",
            "{'id':'A'," + ENDS + "}",
            "{'id':7," + ENDS + "}",
            "{'pipeline':{}}",
            "{'pipeline':[{}]}",
            "{'pipeline':[],'id':'a'}",
            with("'scheduel':'every 15m'"),
            with("'schedule':'every'"),
            with("'schedule':'every '"),
            with("'schedule':'every 15'"),
            with("'schedule':15"),
            with("'schedule':'@dayly'"),
            with("'schedule':'0 6 * *'"),
            with("'schedule':{'zone':'UTC'}"),
            with("'schedule':{'cron':'0 6 * *'}"),
            with("'schema_change':'freze'"),
            with("'schema_change':null"),
            with("'stream':[]"),
            with("'stream':[{}]"),
            with("'stream':[{'name':''}]"),
            with("'stream':[{'name':'s','cursor':'f'}]"),
            with("'stream':[{'name':'s','cursor':{'field':' ','strictly_increasing':true}}]"),
            with("'stream':[{'name':'s','cursor':{'kind':'monotonic'},'primary_key':['f']}]"),
            with("'stream':[{'name':'s','primary_key':'f'}]"),
            with("'run':{'commit_rows':0}"),
            with("'run':{'commit_rows':1.5}"),
            with("'run':{'commit_bytes':1}"),
            with("'run':{'commit_bytes':'1TB'}"),
            with("'run':{'lease_ttl':90}"),
            with("'run':{'lease_ttl':''}"),
            with("'run':{'retries':101}"),
            with("'run':{'retry':1}"),
            "{'id':'a','source':{'connector':'sql','url':'x','password':'hunter2'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':['nothing']},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':['=x']},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':['k=secret:']},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x','password':'secret:P','session':[7]},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'secret:U','password':'secret:P'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'sql','url':'x'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'parquet','path':'x'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'path':'x'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'file','path':'p','pathh':'p'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'file','path':'p','format':'xml'},'destination':{'connector':'parquet','path':'q'}}",
            "{'id':'a','source':{'connector':'file','path':'p','header':'yes'},'destination':{'connector':'parquet','path':'q'}}");

    private static String with(String more) {
        return "{'id':'a'," + ENDS + "," + more + "}";
    }

    @ParameterizedTest
    @FieldSource("GOOD")
    void schemaAndReaderTake(String json, @TempDir Path folder) {
        assertThat(read(json, folder).problems()).isEmpty();
        assertThat(SCHEMA.validate(json.replace('\'', '"'), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("BAD")
    void schemaAndReaderRefuse(String json, @TempDir Path folder) {
        assertThat(read(json, folder).problems()).isNotEmpty();
        assertThat(SCHEMA.validate(json.replace('\'', '"'), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void schemaTakesTheProjectFile() {
        assertThat(SCHEMA.validate(Toml.parse(ProjectFolder.EXAMPLE).toJson(), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[project]\n",
                "[project]\nname = \"A\"\n",
                "[project]\nname = \"a\"\nnam = \"a\"\n",
                "[project]\nname = \"a\"\n[pipeline]\n"
            })
    void schemaAndReaderRefuseTheProjectFile(String toml, @TempDir Path folder) {
        assertThat(new ProjectFolder(folder).with("hakiri.toml", toml).problems())
                .isNotEmpty();
        assertThat(SCHEMA.validate(Toml.parse(toml).toJson(), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void schemaIsASchemaAndTheSameEachTime() {
        String json = ManifestSchema.json(SampleConnectors.ALL);
        assertThat(json).isEqualTo(ManifestSchema.json(SampleConnectors.ALL)).endsWith("}\n");
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}", InputFormat.JSON);
        assertThat(meta.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(meta.validate("{\"type\":7}", InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void docsShowEveryKeyOfEveryTable() {
        String docs = ManifestDocs.markdown();
        assertThat(docs.lines().filter(line -> line.startsWith("#")))
                .containsExactly(
                        "### The file",
                        "### `project`",
                        "### `pipeline`",
                        "### `pipeline.stream`",
                        "### `pipeline.stream.cursor`",
                        "### `pipeline.run`");
        assertThat(docs)
                .contains(
                        "| `retries` | a whole number from 0 to 100 | 3 | How often a run tries again after trouble that may pass. |\n");
    }

    @Test
    void docsShowEveryOption() {
        assertThat(ConnectorDocs.markdown(SampleConnectors.FILE)).isEqualTo("""
                ### `file`

                Files of rows.

                | option | value | default | meaning |
                |---|---|---|---|
                | `path` | text | required | Path or glob. |
                | `format` | `auto`, `csv`, `ndjson` | `auto` | What the files hold. |
                | `header` | `true` or `false` | `true` | Whether the first line has names \\| titles. |
                | `skip_lines` | whole number | `0` | Lines before the first. |
                | `null_values` | text or list of texts | none | Words that mean nothing. |
                """);
    }

    private static ProjectFolder read(String json, Path folder) {
        return new ProjectFolder(folder)
                .with("hakiri.toml", "[project]\nname = \"demo\"\n")
                .with("pipelines/p.json", json.replace('\'', '"'));
    }
}
