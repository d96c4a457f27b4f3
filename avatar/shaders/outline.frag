// The line around a silhouette: the part's own colour, much darker.

uniform float faded;

in vec3 eye_normal;
in vec3 eye_position;
in vec4 tint;
in float visibility;

out vec4 pixel;

const vec3 GHOST = vec3(0.42, 0.47, 0.54);

void main() {
    float sure = mix(1.0, visibility, faded);
    pixel = vec4(mix(GHOST, tint.rgb * 0.30, sure), mix(0.55, 1.0, sure));
}
