package io.hakiri.api;

import static io.hakiri.api.Scalar.type;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import io.hakiri.explain.Standing;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The forms of all that goes over the wire: those of ids and the like are listed here, those of records follow from them.
 *
 * <p>Requests are read strictly, for a field that is not known is a mistake. Answers are read as they come: a newer service may
 * say more than this program knows.
 */
public final class Forms {
    private static final String ID = "[a-z0-9][a-z0-9._-]{0,127}";
    private static final Pattern RECEIPT = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,9})\\.([0-9]{1,9})");

    /** Whose fields stand among those of what holds them. */
    private static final Set<Class<?>> INLINE = Set.of(
            StreamPartition.class,
            PipelineKey.class,
            Writer.class,
            ChunkWriter.class,
            Progress.class,
            StagedObject.class,
            PipelineStatus.class);

    /** Texts that are JSON themselves. */
    private static final Map<String, Form<?>> DOCUMENTS = Map.of(
            PipelineState.class.getName() + ".manifest", Special.DOCUMENT,
            AuditEvent.class.getName() + ".before", Special.DOCUMENT,
            AuditEvent.class.getName() + ".after", Special.DOCUMENT,
            SchemaVersion.class.getName() + ".shape", Special.SHAPE,
            SchemaChange.class.getName() + ".shape", Special.GIVEN_SHAPE,
            Standing.class.getName() + ".manifest", Special.DOCUMENT,
            Bodies.Declaration.class.getName() + ".manifest", Special.OBJECT);

    /** Fields that stand among those of what holds them, though their class does not do so everywhere. */
    private static final Set<String> INLINE_FIELDS =
            Set.of(Declared.class.getName() + ".state", SeenSchema.class.getName() + ".version");

    private static final Map<java.lang.reflect.Type, Form<?>> LISTED = Map.ofEntries(
            Map.entry(String.class, Scalar.TEXT),
            Map.entry(boolean.class, Scalar.FLAG),
            Map.entry(Boolean.class, Scalar.FLAG),
            Map.entry(int.class, Scalar.INT),
            Map.entry(Integer.class, Scalar.INT),
            Map.entry(long.class, Scalar.LONG),
            Map.entry(Long.class, Scalar.LONG),
            Map.entry(Instant.class, Scalar.INSTANT),
            Map.entry(Position.class, Special.POSITION),
            Map.entry(Position.Monotonic.class, Special.MONOTONIC),
            Map.entry(PipelineStatus.class, Special.STATUS),
            Map.entry(ProjectId.class, Scalar.named(id(), ID, ProjectId::new, ProjectId::value)),
            Map.entry(PipelineId.class, Scalar.named(id(), ID, PipelineId::new, PipelineId::value)),
            Map.entry(BackfillId.class, Scalar.named(id(), ID, BackfillId::new, BackfillId::value)),
            Map.entry(RunId.class, Scalar.named(uuid(), "a UUID of version 7", RunId::parse, RunId::toString)),
            Map.entry(
                    ReceiptId.class,
                    Scalar.named(
                            type("string").put("pattern", "^" + RECEIPT + "$"),
                            "fence.step.ordinal",
                            Forms::receipt,
                            ReceiptId::toString)),
            Map.entry(Bytes.class, Scalar.named(type("string"), "hexadecimal digits", Forms::bytes, Bytes::toHex)),
            Map.entry(
                    Fence.class,
                    new Scalar<>(
                            type("integer").put("format", "int64").put("minimum", 0),
                            Scalar.LONG.expected(),
                            Scalar.LONG.fits(),
                            node -> new Fence(node.longValue()),
                            fence -> LongNode.valueOf(fence.value()))));

    private static final Forms OF_REQUESTS = new Forms(true);
    private static final Forms OF_ANSWERS = new Forms(false);

    private final boolean strict;
    private final Map<java.lang.reflect.Type, Form<?>> known = new ConcurrentHashMap<>(LISTED);

    private Forms(boolean strict) {
        this.strict = strict;
    }

    /** The form that a request is read by. */
    @SuppressWarnings("unchecked") // by how it was made
    public static <T> Form<T> of(Class<T> type) {
        return (Form<T>) OF_REQUESTS.form(type);
    }

    /** The form that an answer is read by. */
    @SuppressWarnings("unchecked") // by how it was made
    public static <T> Form<T> ofAnswer(Class<T> type) {
        return (Form<T>) OF_ANSWERS.form(type);
    }

    /** A record of any kind. */
    @SuppressWarnings("unchecked")
    public static ObjectNode written(Record value) {
        return (ObjectNode) ((Form<Record>) OF_REQUESTS.form(value.getClass())).write(value);
    }

    private Form<?> form(java.lang.reflect.Type type) {
        Form<?> found = known.get(type);
        if (found == null) {
            found = made(type);
            known.put(type, found);
        }
        return found;
    }

    private Form<?> made(java.lang.reflect.Type type) {
        return switch (type) {
            case Class<?> word when word.isEnum() -> word(word);
            case Class<?> record when record.isRecord() -> fields(record);
            case ParameterizedType list
            when list.getRawType() == List.class -> new Many<>(entry(list, 0), List::copyOf);
            case ParameterizedType set
            when set.getRawType() == Set.class -> new Many<>(entry(set, 0), LinkedHashSet::new);
            case ParameterizedType map when map.getRawType() == Map.class -> new Many.ByName<>(entry(map, 1));
            default -> throw new IllegalArgumentException("nobody said how this looks as JSON: " + type);
        };
    }

    @SuppressWarnings("unchecked")
    private Form<Object> entry(ParameterizedType type, int argument) {
        return (Form<Object>) form(type.getActualTypeArguments()[argument]);
    }

    private static Form<?> word(Class<?> type) {
        Map<String, Object> words = Arrays.stream(type.getEnumConstants())
                .collect(
                        Collectors.toMap(Forms::word, constant -> constant, (a, _) -> a, java.util.LinkedHashMap::new));
        ObjectNode described = type("string");
        words.keySet().forEach(described.putArray("enum")::add);
        String expected = String.join(", ", words.keySet());
        return Scalar.named(
                described,
                expected,
                text -> {
                    Object constant = words.get(text);
                    if (constant == null) {
                        throw new InvalidInput("word", expected, text);
                    }
                    return constant;
                },
                Forms::word);
    }

    /** A constant of an enum as it is written. */
    public static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @SuppressWarnings("unchecked")
    private <T> Fields<T> fields(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Fields.Field> fields = new ArrayList<>();
        for (RecordComponent component : components) {
            Class<?> raw = component.getType();
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Object missing =
                    raw == List.class ? List.of() : raw == Map.class ? Map.of() : raw == Set.class ? Set.of() : null;
            if (type == StreamPartition.class && component.getName().equals("partition")) {
                missing = StreamPartition.DEFAULT_PARTITION;
            }
            Form<?> document = DOCUMENTS.get(type.getName() + "." + component.getName());
            component.getAccessor().setAccessible(true);
            fields.add(new Fields.Field(
                    snakeCase(component.getName()),
                    (Form<Object>) (document != null ? document : form(component.getGenericType())),
                    component.getAccessor(),
                    INLINE.contains(raw) || INLINE_FIELDS.contains(type.getName() + "." + component.getName()),
                    nullable || missing != null,
                    nullable,
                    missing));
        }
        try {
            Constructor<T> made = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            made.setAccessible(true);
            return new Fields<>(type.getSimpleName(), made, List.copyOf(fields), strict);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
    }

    /** A name of Java as it is written. */
    public static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static ReceiptId receipt(String text) {
        Matcher parts = RECEIPT.matcher(text);
        if (!parts.matches()) {
            throw new InvalidInput("receipt", "fence.step.ordinal", text);
        }
        return new ReceiptId(
                new Fence(Long.parseLong(parts.group(1))),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)));
    }

    private static Bytes bytes(String text) {
        try {
            return Bytes.ofHex(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("bytes", "hexadecimal digits, two for a byte", text);
        }
    }

    private static ObjectNode id() {
        return type("string").put("pattern", "^" + ID + "$");
    }

    private static ObjectNode uuid() {
        return type("string").put("format", "uuid");
    }
}
