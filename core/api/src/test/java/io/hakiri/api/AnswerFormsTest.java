package io.hakiri.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SeenSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the port answers comes out at the other end as it was. */
final class AnswerFormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Samples> SAMPLES = List.of(new Samples(true), new Samples(false));

    /** What one form writes and reads. */
    record Shown(String name, AnswerForm<Object> form, Class<?> answers) {
        @Override
        public String toString() {
            return name;
        }
    }

    @SuppressWarnings("unchecked")
    static Stream<Shown> forms() throws IllegalAccessException {
        List<Shown> forms = new ArrayList<>();
        for (Field field : AnswerForms.class.getFields()) {
            Class<?> answers = (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
            forms.add(new Shown(field.getName(), (AnswerForm<Object>) field.get(null), answers));
        }
        assertThat(forms).hasSizeGreaterThan(15);
        return forms.stream();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyAnswerIsReadBackAsItWas(Shown shown) {
        for (Class<?> one : shown.answers().getPermittedSubclasses()) {
            boolean never =
                    (shown.name().equals("CHUNK_RENEW") && one.getSimpleName().equals("ChunkDone"))
                            || (shown.name().equals("CHUNK_COMMIT")
                                    && one.getSimpleName().equals("ChunkRenewed"));
            for (Samples samples : never ? List.<Samples>of() : SAMPLES) {
                Object answer = samples.of(one);
                assertThat(shown.form().read(sent(shown.form().write(answer)))).isEqualTo(answer);
            }
        }
    }

    @Test
    void aFirstVersionIsCreatedAndAnotherIsNot() {
        PipelineState seventh = SAMPLES.getFirst().of(PipelineState.class);
        PipelineState first =
                new PipelineState(seventh.key(), "{}", 1, seventh.status(), seventh.fence(), null, 0, seventh.lease());
        for (PutResult answer : List.of(
                new PutResult.Stored(first),
                new PutResult.Stored(seventh),
                new PutResult.Unchanged(first),
                new PutResult.Unchanged(seventh))) {
            assertThat(AnswerForms.PUT.read(sent(AnswerForms.PUT.write(answer))))
                    .isEqualTo(answer);
        }
        assertThat(AnswerForms.PUT.write(new PutResult.Stored(first)).status()).isEqualTo(201);
        assertThat(AnswerForms.PUT.write(new PutResult.Unchanged(first)).status())
                .isEqualTo(200);
    }

    @Test
    void aFieldOfALaterVersionIsPassedOver() {
        BeginResult answer = SAMPLES.getFirst().of(BeginResult.Granted.class);
        Reply reply = AnswerForms.BEGIN.write(answer);
        ((ObjectNode) java.util.Objects.requireNonNull(reply.body())).put("later", true);
        assertThat(AnswerForms.BEGIN.read(reply)).isEqualTo(answer);
    }

    @Test
    void aProblemThatIsNoAnswerIsNone() {
        Reply unavailable = Reply.problem(
                ProblemType.UNAVAILABLE, JsonNodeFactory.instance.objectNode().put("detail", "down"));
        assertThat(AnswerForms.BEGIN.read(unavailable)).isNull();
        assertThatThrownBy(() -> AnswerForms.BEGIN.read(Reply.done())).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> AnswerForm.of(KeyStartResult.class)
                        .gives(201, KeyStartResult.Started.class)
                        .made())
                .hasMessageContaining("Completed");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PipelineState.class,
                Cursor.class,
                Receipt.class,
                Run.class,
                SchemaVersion.class,
                SeenSchema.class,
                AuditEvent.class,
                ApiToken.class,
                Backfill.class,
                Claim.class,
                Adopted.class,
                Past.class,
                PipelineImage.class,
                CatalogStatus.class,
                Caller.class,
                Declared.class,
                Said.Removed.class
            })
    void whatIsListedIsReadBackAsItWas(Class<? extends Record> type) {
        for (Samples samples : SAMPLES) {
            Record value = samples.of(type);
            assertThat((Object) Forms.ofAnswer(type).read(parsed(Forms.written(value)), ""))
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\": 1}",
                "{\"a\":1.50}",
                "[1,2]",
                "\"a\"",
                "7",
                "",
                "no JSON",
                "{\"a\":1,\"a\":2}",
                "{\"u\":\"\\u00fc\"}",
                "{\"n\":12345678901234567890123}",
                "{\"n\":1e400}"
            })
    void aTextIsKeptByteForByte(String text) {
        assertThat(Special.DOCUMENT.read(parsed(Special.DOCUMENT.write(text)), "at"))
                .isEqualTo(text);
        assertThat(Special.GIVEN_SHAPE.read(parsed(Special.GIVEN_SHAPE.write(text)), "at"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", " a", "ü", "日本", "UTF-8''a", "a%20b", "a+b", "*", "\"quoted\""})
    void aRequestsNameComesThroughAHeader(String name) {
        String header = RequestKey.written(new RequestId(name));
        assertThat(header).matches("[!-~]+");
        assertThat(RequestKey.read(header)).isEqualTo(new RequestId(name));
    }

    @Test
    void aRequestsNameThatIsNotEncodedRightIsRefused() {
        for (String header : List.of("UTF-8''", "UTF-8''%", "UTF-8''%zz", "UTF-8''a b", "UTF-8''ü")) {
            assertThatThrownBy(() -> RequestKey.read(header)).isInstanceOf(InvalidInput.class);
        }
    }

    /** Over the wire: as text, read again. */
    private static Reply sent(Reply reply) {
        JsonNode body = reply.body();
        ProblemType type = body == null || reply.problem() == null
                ? null
                : ProblemType.ofUri(body.path("type").asText());
        return new Reply(reply.status(), type, body == null ? null : parsed(body));
    }

    private static JsonNode parsed(@Nullable JsonNode node) {
        try {
            return JSON.readTree(String.valueOf(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
