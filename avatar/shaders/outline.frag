// The line around a silhouette: the part's own colour, much darker.

in vec4 tint;
in float sure;

out vec4 pixel;

const vec3 GHOST = vec3(0.42, 0.47, 0.54);

void main() {
    pixel = vec4(mix(GHOST, tint.rgb * 0.30, sure), mix(0.55, 1.0, sure));
}
