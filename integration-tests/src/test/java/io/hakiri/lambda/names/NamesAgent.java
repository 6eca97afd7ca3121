package io.hakiri.lambda.names;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Member;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent for a JVM: each class that is not of the JDK tells {@link Asked} what it asks for by name. What a compiler of native
 * programs sees by itself, a name that is written where it is asked for, is left out.
 */
public final class NamesAgent implements ClassFileTransformer {
    private static final ClassDesc ASKED = ClassDesc.of(Asked.class.getName());
    private static final ClassDesc STRING = ConstantDescs.CD_String;
    private static final ClassDesc TYPE = ConstantDescs.CD_Class;
    private static final ClassDesc MEMBER = ClassDesc.of(Member.class.getName());
    private static final String CLASS = "java/lang/Class";
    private static final String LOADER = "java/lang/ClassLoader";
    private static final String SERVICES = "java/util/ServiceLoader";

    /**
     * How a call is written down.
     *
     * @param before whether what is asked for is told, rather than what was found
     * @param doubled how much of the stack is told
     */
    private record Way(boolean before, int doubled, String told, MethodTypeDesc type) {
        static Way found(String told, ClassDesc what) {
            return new Way(false, 1, told, MethodTypeDesc.of(ConstantDescs.CD_void, what, STRING));
        }

        static Way asks(String told, ClassDesc what) {
            return new Way(true, 1, told, MethodTypeDesc.of(ConstantDescs.CD_void, what, STRING));
        }

        static Way asks(String told, ClassDesc one, ClassDesc other) {
            return new Way(true, 2, told, MethodTypeDesc.of(ConstantDescs.CD_void, one, other, STRING));
        }
    }

    private static final Way FOUND_TYPE = Way.found("type", TYPE);
    private static final Way FOUND_MEMBER = Way.found("member", MEMBER);
    private static final Way FOUND_MEMBERS = Way.found("members", MEMBER.arrayType());
    private static final Way FOUND_PROXY = Way.found("proxy", ConstantDescs.CD_Object);
    private static final Way ASKS_RESOURCE = Way.asks("resource", STRING);
    private static final Way ASKS_RESOURCE_BESIDE = Way.asks("resource", TYPE, STRING);
    private static final Way ASKS_SERVICES = Way.asks("services", TYPE);
    private static final Way ASKS_SERVICES_OF = Way.asks("services", TYPE, ClassDesc.of(ClassLoader.class.getName()));
    private static final Way ASKS_LIBRARY = Way.asks("library", STRING);

    private static final Map<String, Way> CALLS = Map.ofEntries(
            Map.entry(CLASS + ".forName", FOUND_TYPE),
            Map.entry(LOADER + ".loadClass", FOUND_TYPE),
            Map.entry(CLASS + ".getMethod", FOUND_MEMBER),
            Map.entry(CLASS + ".getDeclaredMethod", FOUND_MEMBER),
            Map.entry(CLASS + ".getField", FOUND_MEMBER),
            Map.entry(CLASS + ".getDeclaredField", FOUND_MEMBER),
            Map.entry(CLASS + ".getConstructor", FOUND_MEMBER),
            Map.entry(CLASS + ".getDeclaredConstructor", FOUND_MEMBER),
            Map.entry("java/lang/reflect/RecordComponent.getAccessor", FOUND_MEMBER),
            Map.entry(CLASS + ".getMethods", FOUND_MEMBERS),
            Map.entry(CLASS + ".getDeclaredMethods", FOUND_MEMBERS),
            Map.entry(CLASS + ".getFields", FOUND_MEMBERS),
            Map.entry(CLASS + ".getDeclaredFields", FOUND_MEMBERS),
            Map.entry(CLASS + ".getConstructors", FOUND_MEMBERS),
            Map.entry(CLASS + ".getDeclaredConstructors", FOUND_MEMBERS),
            Map.entry("java/lang/reflect/Proxy.newProxyInstance", FOUND_PROXY),
            Map.entry(LOADER + ".getResource", ASKS_RESOURCE),
            Map.entry(LOADER + ".getResources", ASKS_RESOURCE),
            Map.entry(LOADER + ".getResourceAsStream", ASKS_RESOURCE),
            Map.entry(CLASS + ".getResource", ASKS_RESOURCE_BESIDE),
            Map.entry(CLASS + ".getResourceAsStream", ASKS_RESOURCE_BESIDE),
            Map.entry(SERVICES + ".load(Ljava/lang/Class;)Ljava/util/ServiceLoader;", ASKS_SERVICES),
            Map.entry(
                    SERVICES + ".load(Ljava/lang/Class;Ljava/lang/ClassLoader;)Ljava/util/ServiceLoader;",
                    ASKS_SERVICES_OF),
            Map.entry("java/lang/System.load", ASKS_LIBRARY),
            Map.entry("java/lang/System.loadLibrary", ASKS_LIBRARY));

    private NamesAgent() {}

    /**
     * Begins.
     *
     * @param file where to write
     */
    public static void premain(String file, Instrumentation instrumentation) {
        Asked.into(Path.of(file));
        instrumentation.addTransformer(new NamesAgent());
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        boolean isOfTheJdk = loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
        if (isOfTheJdk || name == null || name.startsWith("io/hakiri/lambda/names/")) {
            return null;
        }
        // by their files: a class that is loaded to be looked at would be loaded twice
        ClassFile files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader).cached()));
        return files.transformClass(
                files.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        CodeTransform.ofStateful(() -> new Calls(name.replace('/', '.')))));
    }

    /** The calls of one method's code. */
    private static final class Calls implements CodeTransform {
        private final String caller;
        private boolean afterConstant;

        Calls(String caller) {
            this.caller = caller;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            Way way = element instanceof InvokeInstruction call ? way(call) : null;
            if (way == null) {
                code.with(element);
            } else if (way.before) {
                tell(code, way);
                code.with(element);
            } else {
                code.with(element);
                tell(code, way);
            }
            afterConstant = element instanceof ConstantInstruction;
        }

        private @Nullable Way way(InvokeInstruction call) {
            String owner = call.owner().asInternalName() + "." + call.name().stringValue();
            Way way = CALLS.get(owner);
            if (way == null) {
                way = CALLS.get(owner + call.type().stringValue());
            }
            return FOUND_TYPE.equals(way) && afterConstant ? null : way;
        }

        private void tell(CodeBuilder code, Way way) {
            if (way.doubled == 1) {
                code.dup();
            } else {
                code.dup2();
            }
            code.ldc(caller).invokestatic(ASKED, way.told, way.type);
        }
    }
}
