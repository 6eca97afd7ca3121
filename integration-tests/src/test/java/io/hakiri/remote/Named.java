package io.hakiri.remote;

import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What calls of the port name. */
final class Named {
    private Named() {}

    /** The first value of this type in what a call is given. */
    static <T> @Nullable T first(Class<T> type, Object... arguments) throws ReflectiveOperationException {
        for (Object argument : arguments) {
            if (type.isInstance(argument)) {
                return type.cast(argument);
            }
            if (argument instanceof Record record
                    && record.getClass().getPackageName().equals("io.hakiri.catalog")) {
                RecordComponent[] components = record.getClass().getRecordComponents();
                Object[] values = new Object[components.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = components[i].getAccessor().invoke(record);
                }
                T found = first(type, values);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** A page of all projects, from the server itself. */
    static Page<ProjectId> projects(Function<String[], String> server, String folder, String mode, Object request) {
        PageRequest page = (PageRequest) request;
        String after = page.after() == null
                ? ""
                : Base64.getEncoder().encodeToString(page.after().getBytes(StandardCharsets.UTF_8));
        String[] answer = server.apply(new String[] {folder, mode, after, Integer.toString(page.entries())})
                .split(" ", -1);
        String next =
                answer[0].isEmpty() ? null : new String(Base64.getDecoder().decode(answer[0]), StandardCharsets.UTF_8);
        List<ProjectId> entries =
                Arrays.stream(answer).skip(1).map(ProjectId::new).toList();
        return new Page<>(entries, next);
    }
}
