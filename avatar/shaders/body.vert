// Carries every vertex of the body to where its bones take it (matrix palette skinning).
// The source is preceded by "#version 330 core" and "#define BONES n".

// Per bone: the three upper rows of its skinning matrix, then its visibility in x.
layout(std140) uniform Palette { vec4 palette[4 * BONES]; };

uniform mat4 view;        // avatar world to eye, metres
uniform mat4 projection;
uniform vec2 outline;     // in clip space per unit of the normal: 0 for the surface, the line's width for the hull
uniform float pull;       // metres toward the eye

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 bones;
layout(location = 4) in vec4 weights;

out vec3 eye_normal;
out vec3 eye_position;
out vec4 tint;
out float visibility;

vec4 row(int r) {
    return weights.x * palette[4u * bones.x + uint(r)] + weights.y * palette[4u * bones.y + uint(r)]
         + weights.z * palette[4u * bones.z + uint(r)] + weights.w * palette[4u * bones.w + uint(r)];
}

void main() {
    vec4 x = row(0), y = row(1), z = row(2);
    vec4 at = vec4(position, 1.0);
    vec4 world = vec4(dot(x, at), dot(y, at), dot(z, at), 1.0);
    vec3 turned = vec3(dot(x.xyz, normal), dot(y.xyz, normal), dot(z.xyz, normal));
    vec4 eye = view * world;
    eye.z += pull;
    eye_position = eye.xyz;
    eye_normal = mat3(view) * turned;
    tint = colour;
    visibility = row(3).x;
    gl_Position = projection * eye;
    vec2 aside = eye_normal.xy;
    gl_Position.xy += outline * aside / max(length(aside), 1e-4) * gl_Position.w;
}
