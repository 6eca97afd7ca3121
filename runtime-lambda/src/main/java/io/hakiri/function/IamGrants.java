package io.hakiri.function;

import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What callers may do whose identity Lambda has checked (SigV4), by their ARN: {@code ARN=PROJECT:ROLE}, several joined by blanks. A
 * {@code *} at the end of an ARN stands for whatever follows, such as the session of a role; of several that fit, all count.
 */
record IamGrants(Map<String, List<Grant>> byArn) {
    static final String FORM = "ARN=PROJECT:ROLE, several joined by blanks, such as"
            + " arn:aws:sts::111122223333:assumed-role/operators/*=shop:operator; * for every project";

    private static final String ANYTHING = "*";
    private static final String ARN = "arn:";

    IamGrants {
        byArn = Map.copyOf(byArn);
    }

    /** Reads them; what is wrong is added to what else is. */
    static IamGrants parse(String variable, String text, List<String> wrong) {
        Map<String, List<Grant>> grants = new LinkedHashMap<>();
        for (String word : text.strip().split("\\s+", -1)) {
            int equals = word.lastIndexOf('='); // names in IAM may have one, those of projects and roles have none
            String arn = equals < 0 ? "" : word.substring(0, equals);
            Optional<Grant> grant = Grant.parse(word.substring(equals + 1));
            if (grant.isEmpty() || !arn.startsWith(ARN) || isPatternInside(arn)) {
                wrong.add(variable + ": expected " + FORM + "; given " + word);
            } else {
                grants.computeIfAbsent(arn, _ -> new ArrayList<>()).add(grant.get());
            }
        }
        return new IamGrants(grants);
    }

    private static boolean isPatternInside(String arn) {
        int star = arn.indexOf(ANYTHING);
        return star >= 0 && star < arn.length() - 1;
    }

    /** What this one may do; nothing where nobody said so. */
    Grants of(String arn) {
        return new Grants(byArn.entrySet().stream()
                .filter(entry -> fits(entry.getKey(), arn))
                .flatMap(entry -> entry.getValue().stream())
                .toList());
    }

    private static boolean fits(String said, String arn) {
        return said.endsWith(ANYTHING) ? arn.startsWith(said.substring(0, said.length() - 1)) : arn.equals(said);
    }
}
