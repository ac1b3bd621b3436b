# Read by bin/cygnetd and bin/cygnetctl, which set $home to the tree that they stand in.
#
# Environment:
#   CYGNET_JAVA       the java program to run on; else $JAVA_HOME/bin/java; else java in PATH. Java 17 or later.
#   CYGNET_JAVA_OPTS  further flags for the JVM, separated by blanks; they come last and so they win.

# The java program to run on.
find_java() {
    if [ -n "$CYGNET_JAVA" ]; then
        java=$CYGNET_JAVA
    elif [ -n "$JAVA_HOME" ]; then
        java=$JAVA_HOME/bin/java
    else
        java=java
    fi
    if ! command -v "$java" >/dev/null 2>&1; then
        echo "${0##*/}: no Java at '$java': install Java 17 or later, or set CYGNET_JAVA or JAVA_HOME" >&2
        exit 69
    fi
}

# Every jar of the tree, in the same order on every machine.
class_path() {
    LC_ALL=C
    path=
    for jar in "$home"/lib/*.jar; do
        path=$path${path:+:}$jar
    done
    echo "$path"
}

# launch [JVM flags] MAIN_CLASS [arguments]: becomes the JVM, and does not return.
launch() {
    find_java
    native=$home/lib/native/$(uname -m)
    # JNR and Netty load native code: --enable-native-access says that this is meant.
    # shellcheck disable=SC2086 # CYGNET_JAVA_OPTS is a list
    exec "$java" \
        -Xms16m -Xmx96m -Xss512k -XX:+UseSerialGC -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        --enable-native-access=ALL-UNNAMED \
        -Djava.library.path="$native" -Djffi.boot.library.path="$native" \
        -Dio.netty.allocator.type=pooled \
        $CYGNET_JAVA_OPTS \
        -cp "$(class_path)" \
        "$@"
}
