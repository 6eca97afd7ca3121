package io.hakiri.api;

import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of each type that answers are made of.
 *
 * @param full whether what may be missing is there
 */
record Samples(boolean full) {
    <T> T of(Class<T> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        return switch (type) {
            case ParameterizedType many when many.getRawType() == List.class -> List.of(argument(many, 0));
            case ParameterizedType many when many.getRawType() == Set.class -> Set.of(argument(many, 0));
            case ParameterizedType many when many.getRawType() == Map.class -> Map.of("s", argument(many, 1));
            case Class<?> one -> one(one);
            default -> throw new IllegalArgumentException("no sample of " + type);
        };
    }

    private Object argument(ParameterizedType type, int at) {
        return value(type.getActualTypeArguments()[at]);
    }

    private Object one(Class<?> type) {
        if (type == String.class) {
            return "{\"text\": 1.50, \"ü\":\"\\u00fc\"}";
        }
        if (type == int.class || type == Integer.class) {
            return 7;
        }
        if (type == long.class || type == Long.class) {
            return 7L;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == Instant.class) {
            return Instant.parse("2026-01-31T12:00:00.123456789Z");
        }
        if (type == Position.class) {
            return full ? new Position.Monotonic("42", Bytes.ofHex("00ff")) : new Position.OpaqueToken("next");
        }
        if (type == PipelineStatus.class) {
            return full ? new PipelineStatus.OnHold("why") : new PipelineStatus.Relocated("there");
        }
        if (type == Bytes.class) {
            return Bytes.ofHex("01".repeat(32));
        }
        if (type == RunId.class) {
            return new RunId(new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0001L));
        }
        if (List.of(ProjectId.class, PipelineId.class, BackfillId.class).contains(type)) {
            return made(type, new Object[] {"a.b-c"});
        }
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[full ? constants.length - 1 : 0];
        }
        RecordComponent[] components = type.getRecordComponents();
        return made(type, Arrays.stream(components).map(this::component).toArray());
    }

    private @Nullable Object component(RecordComponent component) {
        return !full && component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                ? null
                : value(component.getGenericType());
    }

    private static Object made(Class<?> type, @Nullable Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }
}
