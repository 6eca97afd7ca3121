package io.hakiri.lambda;

import io.hakiri.it.AgentJar;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent for the function's JVM, in which two threads of its first request meet as they seldom do: the
 * request's two parts come after the connection's thread has seen that there is none, and before that has noted that it waits.
 */
public final class MeetingAgent implements ClassFileTransformer {
    private static final ClassDesc HERE = ClassDesc.of(MeetingAgent.class.getName());
    private static final String INSIDE = "io/quarkus/netty/runtime/virtual/";
    private static final int PARTS = 2;
    private static final int PATIENCE_SECONDS = 30;

    private static final CountDownLatch LOOKED = new CountDownLatch(1);
    private static final CountDownLatch SENT = new CountDownLatch(PARTS);

    private MeetingAgent() {}

    /** What a JVM has to be given, as variables. */
    static Map<String, String> surroundings(Path folder) throws IOException {
        Path jar = folder.resolve("meeting-agent.jar");
        AgentJar.write(jar, MeetingAgent.class);
        return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + jar);
    }

    /** Begins. */
    public static void premain(String nothing, Instrumentation instrumentation) {
        instrumentation.addTransformer(new MeetingAgent());
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if ((INSIDE + "VirtualChannel").equals(name)) {
            return with(bytes, "doBeginRead", (code, element) -> {
                if (isNote(element)) {
                    code.invokestatic(HERE, "looked", ConstantDescs.MTD_void);
                }
                code.with(element);
            });
        }
        if ((INSIDE + "VirtualClientConnection").equals(name)) {
            return with(bytes, "sendMessage", (code, element) -> {
                if (element instanceof InvokeInstruction call && call.name().equalsString("add")) {
                    code.invokestatic(HERE, "sends", ConstantDescs.MTD_void);
                } else if (element instanceof ReturnInstruction) {
                    code.invokestatic(HERE, "sent", ConstantDescs.MTD_void);
                }
                code.with(element);
            });
        }
        return null;
    }

    private static boolean isNote(CodeElement element) {
        return element instanceof FieldInstruction field
                && field.opcode() == Opcode.PUTFIELD
                && field.name().equalsString("readInProgress");
    }

    private static byte[] with(byte[] bytes, String method, CodeTransform change) {
        ClassFile files = ClassFile.of();
        return files.transformClass(
                files.parse(bytes),
                ClassTransform.transformingMethodBodies(one -> one.methodName().equalsString(method), change));
    }

    /** The connection's thread has seen that nothing is there. */
    public static void looked() throws InterruptedException {
        LOOKED.countDown();
        await(SENT);
    }

    /** A part is about to be put there; who is the connection's thread itself waits for nobody. */
    public static void sends() throws InterruptedException {
        if (!Thread.currentThread().getName().startsWith("vert.x-eventloop")) {
            await(LOOKED);
        }
    }

    /** A part was put there. */
    public static void sent() {
        SENT.countDown();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the other thread did not come");
        }
    }
}
